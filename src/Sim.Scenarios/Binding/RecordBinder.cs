using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Sim.Core.Time;
using Sim.Models.Parameters;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;
using YamlDotNet.RepresentationModel;

namespace Sim.Scenarios.Binding;

/// <summary>Reads YAML into records whose properties carry <see cref="ParameterAttribute"/>: the one reader of scenarios, plans, profiles and price books.</summary>
/// <remarks>
/// A record is a class with a parameterless constructor; <c>required</c> properties must be in the file, all others keep their initial value.
/// Understands text, booleans, whole and real numbers, <see cref="SimDuration"/>, <see cref="DateOnly"/>, <see cref="Money"/>, enumerations,
/// nested records, <see cref="ImmutableArray{T}"/> of these and <see cref="ImmutableSortedDictionary{TKey, TValue}"/> from text to these:
/// a mapping whose keys the user chooses, so that <c>extends:</c> overrides one entry and keeps the others. Every finding is collected before anything is thrown.
/// </remarks>
public sealed class RecordBinder
{
    private const string PresetKey = "preset";

    private readonly YamlTree _tree;
    private readonly List<Finding> _findings = [];
    private readonly List<DefaultUsed> _defaults = [];

    private RecordBinder(YamlTree tree) => _tree = tree;

    /// <summary>Reads a file, following <c>extends:</c>.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="check">Checks across fields; adds findings, may be null.</param>
    /// <param name="areCopies">Whether the files it extends lie beside it, wherever the originals lay.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static BoundDocument<T> Read<T>(string path, Action<T, FindingReporter>? check = null, bool areCopies = false)
        where T : class => Bind(YamlTree.Load(path, areCopies), check);

    /// <summary>Reads a YAML text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What findings call it.</param>
    /// <param name="check">Checks across fields; adds findings, may be null.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static BoundDocument<T> Parse<T>(string text, string name, Action<T, FindingReporter>? check = null)
        where T : class => Bind(YamlTree.Parse(text, name), check);

    private static BoundDocument<T> Bind<T>(YamlTree tree, Action<T, FindingReporter>? check)
        where T : class
    {
        var binder = new RecordBinder(tree);
        var value = (T?)binder.Record(typeof(T), tree.Root, "", start: null);
        if (binder._findings.Count == 0 && value is not null) check?.Invoke(value, new FindingReporter(tree, binder._findings));
        if (binder._findings.Count > 0 || value is null) throw new InputException([.. binder._findings]);
        return new BoundDocument<T>(value, [.. binder._defaults], [.. tree.Files]);
    }

    private object? Record(Type type, YamlNode node, string path, object? start)
    {
        if (node is not YamlMappingNode map)
        {
            Add(node, path, $"'{Shown(node)}' stands where 'key: value' lines belong", Keys(type));
            return null;
        }

        // A block that is partly given keeps the rest of the default it changes, e.g. one knob of the ESXi disk path.
        var preset = PresetOf(type, map, path);
        start = preset?.Parameters ?? start;
        var record = start is null ? Activator.CreateInstance(type)! : type.GetMethod("<Clone>$")!.Invoke(start, null)!;
        var properties = FieldNames.PropertiesOf(type).ToDictionary(FieldNames.KeyOf, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (keyNode, valueNode) in map.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!properties.TryGetValue(key, out var property))
            {
                var renamed = properties.FirstOrDefault(one => Facts(one.Value).Formerly.Split(' ').Contains(key, StringComparer.Ordinal)).Key;
                var meant = renamed ?? NearestName.Of(key, properties.Keys);
                if (renamed is null) Add(keyNode, Join(path, key), "is not a known key", Keys(type), meant);
                else Add(keyNode, Join(path, key), $"has become {renamed}", Facts(properties[renamed]).Meaning, meant);
                // A misspelled key is one slip: that the right one is missing goes without saying.
                seen.Add(meant);
                continue;
            }

            seen.Add(key);
            if (key == PresetKey && typeof(IHasPresets).IsAssignableFrom(type)) continue;
            if (Facts(property).MayBeAuto && valueNode is YamlScalarNode { Value: "auto" })
                property.SetValue(record, null);
            else if (Value(property.PropertyType, Facts(property), valueNode, Join(path, key), property.GetValue(record)) is { } value)
                property.SetValue(record, value);
        }

        foreach (var (key, property) in properties)
        {
            if (seen.Contains(key)) continue;
            if (property.IsDefined(typeof(RequiredMemberAttribute)))
                Add(map, Join(path, key), "is missing", Facts(property).Meaning);
            else
                NoteDefaults(property, property.GetValue(record), Join(path, key), preset);
        }

        return record;
    }

    /// <summary>What the record starts from, when its block names a preset.</summary>
    private NamedPreset? PresetOf(Type type, YamlMappingNode map, string path)
    {
        if (!typeof(IHasPresets).IsAssignableFrom(type) || !map.Children.TryGetValue(new YamlScalarNode(PresetKey), out var node)) return null;
        var presets = PresetsOf(type);
        var name = (node as YamlScalarNode)?.Value ?? "";
        var found = presets.FirstOrDefault(preset => preset.Name == name);
        if (found is null)
        {
            var names = presets.Select(preset => preset.Name).ToList();
            Add(node, Join(path, PresetKey), $"'{Shown(node)}' is no preset", string.Join(", ", names), NearestName.Of(name, names));
        }

        return found;
    }

    /// <summary>The presets of a type that has some.</summary>
    /// <param name="type">The type of a record.</param>
    internal static ImmutableArray<NamedPreset> PresetsOf(Type type) =>
        (ImmutableArray<NamedPreset>)type.GetProperty(nameof(IHasPresets.Presets), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private object? Value(Type type, ParameterAttribute facts, YamlNode node, string path, object? start)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return List(inner.GetGenericArguments()[0], facts, node, path);
        if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>))
            return Dictionary(inner.GetGenericArguments()[1], facts, node, path);
        if (!IsScalar(inner)) return Record(inner, node, path, start);
        if (node is YamlScalarNode { Value: { } text }) return Scalar(inner, facts, text, node, path);
        Add(node, path, $"a list or block stands where one value belongs ({ValueDescription.Of(inner, facts)})");
        return null;
    }

    private object? List(Type element, ParameterAttribute facts, YamlNode node, string path)
    {
        if (node is not YamlSequenceNode sequence)
        {
            Add(node, path, $"'{Shown(node)}' stands where a list ('- ...' lines) belongs");
            return null;
        }

        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < sequence.Children.Count; i++)
        {
            if (Value(element, facts, sequence.Children[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), start: null) is { } item)
                items.Add(item);
        }

        return typeof(RecordBinder).GetMethod(nameof(ToImmutable), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(element).Invoke(null, [items]);
    }

    private static ImmutableArray<T> ToImmutable<T>(List<T> items) => [.. items];

    private object? Dictionary(Type element, ParameterAttribute facts, YamlNode node, string path)
    {
        if (node is not YamlMappingNode map)
        {
            Add(node, path, $"'{Shown(node)}' stands where named entries ('name: ...' lines) belong");
            return null;
        }

        var items = (IDictionary)Activator.CreateInstance(typeof(SortedDictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var (keyNode, valueNode) in map.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!IsEntryName(key))
            {
                Add(keyNode, Join(path, key), "is not a name", "lower-case letters, digits and single hyphens, or a currency such as EUR");
                continue;
            }

            if (Value(element, facts, valueNode, Join(path, key), start: null) is { } item) items[key] = item;
        }

        return typeof(RecordBinder).GetMethod(nameof(ToSorted), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(element).Invoke(null, [items]);
    }

    // Ordinal order, so that reports list entries alike everywhere.
    private static ImmutableSortedDictionary<string, T> ToSorted<T>(SortedDictionary<string, T> items) =>
        items.ToImmutableSortedDictionary(StringComparer.Ordinal);

    // Dots and brackets would make field paths such as lines.vvf.price ambiguous.
    private static bool IsEntryName(string key) =>
        Money.IsCurrency(key)
        || (key.Length > 0 && key[0] != '-' && key[^1] != '-' && !key.Contains("--", StringComparison.Ordinal)
            && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));

    private object? Scalar(Type type, ParameterAttribute facts, string text, YamlNode node, string path)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(bool))
        {
            if (text is "true" or "false") return text == "true";
            Add(node, path, $"'{text}' is neither true nor false", "true, false");
            return null;
        }

        if (type == typeof(DateOnly))
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
            Add(node, path, $"'{text}' is not a date", "a date such as 2026-11-22");
            return null;
        }

        if (type == typeof(Money)) return Amount(facts, text, node, path);

        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).ToDictionary(FieldNames.ChoiceOf, name => name, StringComparer.Ordinal);
            if (names.TryGetValue(text, out var name)) return Enum.Parse(type, name);
            Add(node, path, $"'{text}' is not a choice", string.Join(", ", names.Keys), NearestName.Of(text, names.Keys));
            return null;
        }

        return Number(type, facts, text, node, path);
    }

    private object? Amount(ParameterAttribute facts, string text, YamlNode node, string path)
    {
        if (!Money.TryRead(text, out var money, out var problem, out var suggestion))
        {
            Add(node, path, problem, ValueDescription.Of(typeof(Money), facts), suggestion);
            return null;
        }

        if (money.Amount >= facts.Min && money.Amount <= facts.Max) return money;
        Add(node, path, $"{text} is out of range", ValueDescription.Of(typeof(Money), facts));
        return null;
    }

    private object? Number(Type type, ParameterAttribute facts, string text, YamlNode node, string path)
    {
        var units = type == typeof(SimDuration) ? Quantity.UnitsOfTime : Quantity.UnitsOf(facts.Dimension);
        var allowed = ValueDescription.Of(type, facts);
        if (!Quantity.TryRead(text, units, out var value, out var problem))
        {
            var wrongUnit = text.TrimStart('+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9').Trim();
            Add(node, path, problem, allowed, wrongUnit.Length > 0 ? NearestName.Of(wrongUnit, units.Select(unit => unit.Unit)) : "");
            return null;
        }

        var scale = ValueDescription.Scale(type, facts);
        if (value < facts.Min * scale || value > facts.Max * scale)
        {
            Add(node, path, $"{text} is out of range", allowed);
            return null;
        }

        if (type == typeof(double)) return value;
        if (type == typeof(SimDuration)) return new SimDuration((long)Math.Round(value));
        if (value != Math.Floor(value) || Math.Abs(value) > long.MaxValue / 2d)
        {
            Add(node, path, $"'{text}' is not a whole number", allowed);
            return null;
        }

        if (type == typeof(long)) return (long)value;
        if (Math.Abs(value) <= int.MaxValue) return (int)value;
        Add(node, path, $"{text} is out of range", allowed);
        return null;
    }

    private void NoteDefaults(PropertyInfo property, object? value, string path, NamedPreset? preset = null)
    {
        var facts = Facts(property);
        var type = property.PropertyType;
        if (value is null or "") return;
        if (IsScalar(Nullable.GetUnderlyingType(type) ?? type))
        {
            // Where a preset says nothing of its own it keeps the default with the default's own source.
            var (certainty, source) = preset is null || !IsOwn(preset, property) ? (facts.Certainty, facts.Source) : (preset.Certainty, $"{preset.Name}: {preset.Source}");
            _defaults.Add(new DefaultUsed(path, ValueDescription.Format(value, facts), facts.Meaning, certainty, source));
            return;
        }

        if (type.IsGenericType)
        {
            // A list is one default; only one that stands for a fact is of interest.
            if (facts.Certainty != Certainty.Chosen && value is IEnumerable items)
                _defaults.Add(new DefaultUsed(path, string.Join("; ", items.Cast<object>()), facts.Meaning, facts.Certainty, facts.Source));
            return;
        }

        foreach (var inner in FieldNames.PropertiesOf(type)) NoteDefaults(inner, inner.GetValue(value), Join(path, FieldNames.KeyOf(inner)));
    }

    private static bool IsOwn(NamedPreset preset, PropertyInfo property) =>
        !Equals(property.GetValue(preset.Parameters), property.GetValue(Activator.CreateInstance(preset.Parameters.GetType())));

    private static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(SimDuration) || type == typeof(DateOnly)
        || type == typeof(Money);

    private static ParameterAttribute Facts(PropertyInfo property) =>
        property.GetCustomAttribute<ParameterAttribute>()
        ?? throw new InvalidOperationException($"{property.DeclaringType?.Name}.{property.Name} can be set from a file but has no [Parameter].");

    private static string Keys(Type type) => "keys " + string.Join(", ", FieldNames.PropertiesOf(type).Select(FieldNames.KeyOf));

    private static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    private static string Shown(YamlNode node) => node is YamlScalarNode scalar ? scalar.Value ?? "" : node.NodeType.ToString();

    private void Add(YamlNode node, string field, string problem, string allowed = "", string suggestion = "") =>
        _findings.Add(Finding.AtLine(_tree.FileOf(node), node.Start.Line, node.Start.Column, field, problem, allowed, suggestion));
}
