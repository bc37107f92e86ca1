using System.Text.Json;

namespace Sim.Calibration.Traces;

/// <summary>A JSON value that remembers where it stood, so that a finding can name the line.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Offset">Byte offset of its first character in the file.</param>
public sealed record JsonPart(JsonValueKind Kind, long Offset)
{
    private const int MaxDepth = 64;

    /// <summary>The members of an object; a name written twice keeps its last value, as in System.Text.Json.</summary>
    public Dictionary<string, JsonPart> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The elements of an array.</summary>
    public List<JsonPart> Items { get; } = [];

    /// <summary>The value of a number.</summary>
    public double Number { get; private init; }

    /// <summary>The text of a string, empty otherwise.</summary>
    public string Text { get; private init; } = "";

    /// <summary>A member of an object, or null.</summary>
    public JsonPart? this[string name] => Members.GetValueOrDefault(name);

    /// <summary>Reads one JSON value that starts at a place in the file and ignores what follows it.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="start">Where the value starts.</param>
    /// <param name="end">The byte after the value.</param>
    /// <exception cref="BrokenJsonException">The value is malformed or breaks off.</exception>
    public static JsonPart Read(ReadOnlySpan<byte> content, int start, out int end)
    {
        var reader = new Utf8JsonReader(content[start..], new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var part = Read(ref reader, start);
            end = start + (int)reader.BytesConsumed;
            return part;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // GetString reports broken UTF-8 and lone surrogates as InvalidOperationException.
            var at = start + Math.Max(reader.BytesConsumed, reader.TokenStartIndex);
            throw new BrokenJsonException(Math.Min(at, content.Length), Reason(failure.Message));
        }
    }

    /// <summary>The line, counted from one, of a byte in a file.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="offset">The byte.</param>
    public static int LineOf(ReadOnlySpan<byte> content, long offset) =>
        content[..(int)Math.Clamp(offset, 0, content.Length)].Count((byte)'\n') + 1;

    private static JsonPart Read(ref Utf8JsonReader reader, int start)
    {
        var offset = start + reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var parent = new JsonPart(JsonValueKind.Object, offset);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    parent.Members[name] = Read(ref reader, start);
                }

                return parent;
            case JsonTokenType.StartArray:
                var list = new JsonPart(JsonValueKind.Array, offset);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Items.Add(Read(ref reader, start));
                return list;
            case JsonTokenType.Number:
                return new JsonPart(JsonValueKind.Number, offset) { Number = reader.GetDouble() };
            case JsonTokenType.String:
                return new JsonPart(JsonValueKind.String, offset) { Text = reader.GetString()! };
            case JsonTokenType.True:
                return new JsonPart(JsonValueKind.True, offset);
            case JsonTokenType.False:
                return new JsonPart(JsonValueKind.False, offset);
            default:
                return new JsonPart(JsonValueKind.Null, offset);
        }
    }

    /// <summary>The message without System.Text.Json's own line and byte counts, which start at our first brace.</summary>
    private static string Reason(string message)
    {
        var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (cut < 0 ? message : message[..cut]).TrimEnd('.');
    }
}
