using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sim.Core.Time;
using Sim.Models.Parameters;
using Sim.Scenarios.Units;

namespace Sim.Scenarios.Binding;

/// <summary>Writes the JSON Schema of a record, from the same facts that the reader checks, for editors that complete and check YAML.</summary>
public static class SchemaWriter
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text.</summary>
    /// <param name="type">The record at the root of the file.</param>
    /// <param name="title">What the file is called.</param>
    public static string Write(Type type, string title)
    {
        var schema = Record(type);
        schema["properties"]!.AsObject()["extends"] =
            new JsonObject { ["type"] = "string", ["description"] = "Another file whose keys hold where this one is silent." };
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title,
            ["$comment"] = "A source such as 'cpu-and-memory 1.12' is an entry of docs/sources.md, which names the public works behind it.",
        };
        foreach (var (key, value) in schema.ToList())
        {
            schema.Remove(key);
            root[key] = value;
        }

        return root.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Record(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in FieldNames.PropertiesOf(type))
        {
            var facts = property.GetCustomAttribute<ParameterAttribute>()!;
            var value = Value(property.PropertyType, facts);
            value["description"] = Description(facts);
            if (property.Name == nameof(IHasPresets.Preset) && typeof(IHasPresets).IsAssignableFrom(type))
                value["enum"] = new JsonArray([.. RecordBinder.PresetsOf(type).Select(preset => JsonValue.Create(preset.Name))]);
            properties[FieldNames.KeyOf(property)] = value;
            if (property.IsDefined(typeof(RequiredMemberAttribute))) required.Add(FieldNames.KeyOf(property));
        }

        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private static JsonObject Value(Type type, ParameterAttribute facts)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(string)) return new JsonObject { ["type"] = "string" };
        if (inner == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (inner == typeof(DateOnly)) return new JsonObject { ["type"] = "string", ["format"] = "date" };
        if (inner == typeof(Money)) return new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9.]+ [A-Z]{3}$" };
        if (inner.IsEnum)
        {
            return new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(inner).Select(name => JsonValue.Create(FieldNames.ChoiceOf(name)))]) };
        }

        if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return new JsonObject { ["type"] = "array", ["items"] = Value(inner.GetGenericArguments()[0], facts) };
        if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>))
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(inner.GetGenericArguments()[1], facts) };
        if (inner.IsPrimitive || inner == typeof(SimDuration)) return Number(inner, facts);
        return Record(inner);
    }

    private static JsonObject Number(Type type, ParameterAttribute facts)
    {
        var units = type == typeof(SimDuration) ? Quantity.UnitsOfTime : Quantity.UnitsOf(facts.Dimension);
        if (!units.IsEmpty)
        {
            var names = string.Join('|', units.Select(unit => System.Text.RegularExpressions.Regex.Escape(unit.Unit)));
            var number = $"[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? ?({names})";
            return new JsonObject { ["type"] = "string", ["pattern"] = facts.MayBeAuto ? $"^(auto|{number})$" : $"^{number}$" };
        }

        var schema = new JsonObject { ["type"] = type == typeof(double) ? "number" : "integer" };
        if (double.IsFinite(facts.Min)) schema["minimum"] = facts.Min;
        if (double.IsFinite(facts.Max)) schema["maximum"] = facts.Max;
        return facts.MayBeAuto ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = "auto" }, schema) } : schema;
    }

    private static string Description(ParameterAttribute facts)
    {
        var range = facts.Unit.Length > 0 && (double.IsFinite(facts.Min) || double.IsFinite(facts.Max))
            ? FormattableString.Invariant($" Range {facts.Min} to {facts.Max} {facts.Unit}.")
            : "";
        var certainty = facts.Certainty == Certainty.Chosen ? "" : $" Default is {FieldNames.ChoiceOf(facts.Certainty.ToString())}: {facts.Source}.";
        return facts.Meaning + range + certainty;
    }
}
