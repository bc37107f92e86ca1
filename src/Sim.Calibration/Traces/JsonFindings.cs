using System.Globalization;
using System.Text.Json;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Traces;

/// <summary>Collects what is wrong in a JSON file, with line and field, and reads numbers with their checks.</summary>
internal sealed class JsonFindings(TraceFile file)
{
    private readonly List<Finding> _findings = [];

    public void Add(JsonPart at, string field, string problem, string allowed = "", string suggestion = "") =>
        Add(at.Offset, field, problem, allowed, suggestion);

    public void Add(long offset, string field, string problem, string allowed = "", string suggestion = "") => _findings.Add(new Finding(
        file.Path,
        string.Create(CultureInfo.InvariantCulture, $"line {JsonPart.LineOf(file.Content.AsSpan(), offset)}"),
        field,
        problem,
        allowed,
        suggestion));

    public int LineOf(JsonPart part) => JsonPart.LineOf(file.Content.AsSpan(), part.Offset);

    public void ThrowIfAny()
    {
        if (_findings.Count > 0) throw new InputException([.. _findings]);
    }

    /// <summary>A number that must be there, finite and not negative; 0 with a finding otherwise.</summary>
    public double Required(JsonPart parent, string name, string path)
    {
        if (parent[name] is not null) return Optional(parent, name, path) ?? 0;
        Add(parent, $"{path}.{name}", "is missing", "a number, 0 or more", NearestName.Of(name, parent.Members.Keys));
        return 0;
    }

    /// <summary>A number that may be absent; finite and not negative when it is there.</summary>
    public double? Optional(JsonPart parent, string name, string path)
    {
        if (parent[name] is not { } part) return null;
        if (part.Kind == JsonValueKind.Number && double.IsFinite(part.Number) && part.Number >= 0) return part.Number;
        var shown = part.Kind == JsonValueKind.Number ? part.Number.ToString("R", CultureInfo.InvariantCulture) : part.Kind.ToString().ToLowerInvariant();
        Add(part, $"{path}.{name}", $"'{(part.Text.Length > 0 ? part.Text : shown)}' is not a number of 0 or more", "a number, 0 or more");
        return null;
    }

    /// <summary>An object that must be an object when it is there.</summary>
    public JsonPart? Object(JsonPart parent, string name, string path)
    {
        if (parent[name] is not { } part) return null;
        if (part.Kind == JsonValueKind.Object) return part;
        Add(part, path.Length == 0 ? name : $"{path}.{name}", $"is {part.Kind.ToString().ToLowerInvariant()}, not an object");
        return null;
    }

}
