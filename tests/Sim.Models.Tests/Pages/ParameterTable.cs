using System.Globalization;
using System.Reflection;
using System.Text;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Tests.Pages;

/// <summary>The table of a record's parameters as pages print it: from the attributes, one column of defaults for each preset.</summary>
internal static class ParameterTable
{
    public static string Of<T>(params (string Name, T Preset)[] presets)
    {
        var text = new StringBuilder();
        text.Append("| parameter | unit | range | ").AppendJoin(" | ", presets.Select(preset => preset.Name)).Append(" | meaning | source | mark |\n");
        text.Append("|---|---|---|").Append(string.Concat(presets.Select(_ => "---|"))).Append("---|---|---|\n");
        foreach (var property in typeof(T).GetProperties().Where(property => property.GetCustomAttribute<ParameterAttribute>() is not null))
        {
            var fact = property.GetCustomAttribute<ParameterAttribute>()!;
            text.Append("| `").Append(JsonName(property.Name)).Append("` | ").Append(fact.Unit.Length > 0 ? fact.Unit : "-").Append(" | ").Append(Range(fact)).Append(" | ");
            text.AppendJoin(" | ", presets.Select(preset => Default(property.GetValue(preset.Preset), fact))).Append(" | ");
            text.Append(fact.Meaning).Append(" | ").Append(fact.Source.Length > 0 ? fact.Source : "-").Append(" | ").Append(Mark(fact.Certainty)).Append(" |\n");
        }

        return text.ToString();
    }

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Range(ParameterAttribute fact) =>
        double.IsInfinity(fact.Min) && double.IsInfinity(fact.Max) ? "-" : $"{Number(fact.Min)} to {Number(fact.Max)}";

    private static string Default(object? value, ParameterAttribute fact) => value switch
    {
        SimDuration time => Number(time.Picoseconds / Scale(fact.Unit)),
        bool flag => flag ? "true" : "false",
        string text => text,
        Enum choice => Choice(choice.ToString()),
        IConvertible number => Number(number.ToDouble(CultureInfo.InvariantCulture) / Scale(fact.Unit)),
        _ => "-",
    };

    /// <summary>A choice as files spell it: IoUring is io-uring. Sim.Scenarios.Tests compares pages with what the reader takes.</summary>
    private static string Choice(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>How much of the stored unit (picoseconds, bytes, hertz, fractions) one of the printed unit is.</summary>
    private static double Scale(string unit) => unit switch
    {
        "" or "cycles" or "/s" or "B" or "W" => 1,
        "%" => 0.01,
        "ns" => SimDuration.PerNanosecond,
        "us" => SimDuration.PerMicrosecond,
        "ms" => SimDuration.PerMillisecond,
        "s" => SimDuration.PerSecond,
        "MHz" => 1e6,
        "GHz" or "GB/s" => 1e9,
        "MB/s" => 1e6,
        "TB" => 1e12,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => throw new InvalidOperationException($"unit {unit} has no scale on pages yet"),
    };

    private static string Mark(Certainty certainty) => certainty switch
    {
        Certainty.Primary => "P",
        Certainty.Secondary => "S",
        Certainty.Assumed => "G",
        Certainty.Measured => "M",
        _ => "-",
    };

    private static string Number(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
}
