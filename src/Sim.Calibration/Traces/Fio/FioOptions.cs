using System.Globalization;
using System.Text.Json;

namespace Sim.Calibration.Traces.Fio;

/// <summary>The options of a job, over the file's global options; fio writes all values as texts.</summary>
internal sealed class FioOptions
{
    private readonly Dictionary<string, JsonPart> _values = new(StringComparer.Ordinal);
    private readonly JsonFindings _findings;
    private readonly string _path;

    public FioOptions(JsonPart? global, JsonPart? own, JsonFindings findings, string path)
    {
        (_findings, _path) = (findings, path);
        foreach (var source in new[] { global, own })
        {
            if (source is null) continue;
            foreach (var (name, value) in source.Members) _values[name] = value;
        }
    }

    public bool IsEmpty => _values.Count == 0;

    public bool Has(params string[] names) => names.Any(_values.ContainsKey);

    public string Text(string fallback, params string[] names)
    {
        var part = Find(names);
        return part is { Text.Length: > 0 } ? part.Text : fallback;
    }

    /// <summary>A count such as iodepth; old versions pad with zeros ("04"), which is decimal all the same.</summary>
    public int Count(int fallback, string name)
    {
        if (Find(name) is not { } part) return fallback;
        if (part.Kind == JsonValueKind.Number && part.Number is >= 1 and <= 1_000_000 && part.Number == Math.Floor(part.Number)) return (int)part.Number;
        if (int.TryParse(part.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 1_000_000) return value;
        _findings.Add(part, $"{_path}.{name}", $"'{Shown(part)}' is not a count", "a whole number, 1 to 1000000");
        return fallback;
    }

    /// <summary>Whether a switch is on: "1", "true" or the bare name.</summary>
    public bool IsOn(string name) => Find(name) is { } part
        && (part.Kind == JsonValueKind.String ? part.Text is "1" or "true" or "" : part.Kind == JsonValueKind.True || part.Number == 1);

    /// <summary>Block sizes of reads and writes: one size, or "read,write,trim"; k and m count in 1024s.</summary>
    public (long Read, long Write)? BlockSizes()
    {
        var part = Find("bs", "blocksize");
        if (part is null) return (4096, 4096);
        var pieces = (part.Kind == JsonValueKind.Number ? part.Number.ToString("R", CultureInfo.InvariantCulture) : part.Text).Split(',');
        var read = Size(pieces[0]);
        var write = pieces.Length > 1 && pieces[1].Length > 0 ? Size(pieces[1]) : read;
        if (read is { } r && write is { } w) return (r, w);
        _findings.Add(part, $"{_path}.bs", $"'{Shown(part)}' is not a block size", "for example 4k, 128k, 1m or 4k,64k");
        return null;
    }

    private static long? Size(string text)
    {
        var trimmed = text.Trim().ToLowerInvariant();
        var digits = trimmed.TakeWhile(char.IsAsciiDigit).Count();
        if (!long.TryParse(trimmed.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        long? factor = trimmed[digits..] switch
        {
            "" or "b" => 1,
            "k" or "kb" or "kib" or "ki" => 1L << 10,
            "m" or "mb" or "mib" or "mi" => 1L << 20,
            "g" or "gb" or "gib" or "gi" => 1L << 30,
            _ => null,
        };
        return factor is { } f && number is >= 1 and <= 1L << 30 && number * f <= 1L << 32 ? number * f : null;
    }

    private JsonPart? Find(params string[] names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var part)) return part;
        }

        return null;
    }

    private static string Shown(JsonPart part) => part.Kind switch
    {
        JsonValueKind.Number => part.Number.ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String => part.Text,
        _ => part.Kind.ToString().ToLowerInvariant(),
    };
}
