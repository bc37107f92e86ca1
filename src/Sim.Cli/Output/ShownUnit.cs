namespace Sim.Cli.Output;

/// <summary>The unit in which a metric reads well; results keep the unit of the catalogue.</summary>
/// <param name="Text">E.g. <c>ms</c>.</param>
/// <param name="Scale">What a value in the catalogue's unit is multiplied by.</param>
internal readonly record struct ShownUnit(string Text, double Scale)
{
    /// <summary>The unit for a metric of about this value.</summary>
    public static ShownUnit Of(string metric, double value) => (ResultRow.UnitOf(metric), Math.Abs(value)) switch
    {
        ("ns", >= 1e6) => new("ms", 1e-6),
        ("ns", >= 1e3) => new("us", 1e-3),
        ("fraction", _) => new("%", 100),
        ("bit/s", >= 1e9) => new("Gbit/s", 1e-9),
        ("bit/s", _) => new("Mbit/s", 1e-6),
        ("Hz", _) => new("GHz", 1e-9),
        ("B", _) => new("MiB", 1.0 / (1 << 20)),
        var (unit, _) => new(unit == "1" ? "" : unit, 1),
    };
}
