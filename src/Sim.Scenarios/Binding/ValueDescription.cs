using System.Globalization;
using Sim.Core.Time;
using Sim.Models.Parameters;
using Sim.Scenarios.Units;

namespace Sim.Scenarios.Binding;

/// <summary>Says in words what may stand in a field, and writes a value the way the file would.</summary>
public static class ValueDescription
{
    /// <summary>Stored units in one unit of the parameter's range, e.g. 2^30 for a range in GiB.</summary>
    public static double Scale(Type type, ParameterAttribute facts)
    {
        if (facts.Unit.Length == 0) return 1;
        var units = (Nullable.GetUnderlyingType(type) ?? type) == typeof(SimDuration) ? Quantity.UnitsOfTime : Quantity.UnitsOf(facts.Dimension);
        foreach (var (unit, factor) in units)
        {
            if (unit == facts.Unit) return factor;
        }

        return 1;
    }

    /// <summary>For example <c>a time such as "70 us", 0 us to 1000 us</c>.</summary>
    public static string Of(Type type, ParameterAttribute facts)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var units = inner == typeof(SimDuration) ? Quantity.UnitsOfTime : Quantity.UnitsOf(facts.Dimension);
        var kind = inner == typeof(int) || inner == typeof(long) ? "a whole number" : "a number";
        var text = inner == typeof(Money) ? "an amount with a currency, such as 135 USD"
            : units.IsEmpty ? kind : $"{kind} with a unit ({string.Join(", ", units.Select(unit => unit.Unit))})";
        if (facts.MayBeAuto) text = "auto, or " + text;
        var suffix = facts.Unit.Length > 0 ? " " + facts.Unit : "";
        return (double.IsFinite(facts.Min), double.IsFinite(facts.Max)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"{text}, {facts.Min}{suffix} to {facts.Max}{suffix}"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"{text}, {facts.Min}{suffix} or more"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $"{text}, {facts.Max}{suffix} or less"),
            _ => text,
        };
    }

    /// <summary>The value as a file would write it.</summary>
    public static string Format(object value, ParameterAttribute facts) => value switch
    {
        SimDuration duration => duration.ToString(),
        Money money => money.ToString(),
        bool flag => flag ? "true" : "false",
        Enum choice => FieldNames.ChoiceOf(choice.ToString()),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IConvertible number when value is not string =>
            FormatNumber(number.ToDouble(CultureInfo.InvariantCulture), facts),
        _ => value.ToString() ?? "",
    };

    /// <summary>A number of the parameter's dimension in the parameter's own unit, or the largest that keeps it at or above one.</summary>
    public static string FormatNumber(double value, ParameterAttribute facts)
    {
        var units = Quantity.UnitsOf(facts.Dimension);
        if (units.IsEmpty) return value.ToString("0.######", CultureInfo.InvariantCulture);
        var chosen = units.FirstOrDefault(unit => unit.Unit == facts.Unit);
        if (chosen.Unit is null)
        {
            chosen = units[0];
            foreach (var unit in units)
            {
                if (unit.Factor > chosen.Factor && Math.Abs(value) >= unit.Factor) chosen = unit;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value / chosen.Factor:0.######} {chosen.Unit}");
    }
}
