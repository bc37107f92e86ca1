namespace Sim.Reporting.Tables;

/// <summary>A table column.</summary>
/// <param name="Header">What it holds: "p99 latency".</param>
/// <param name="Unit">Unit of all its numbers: "ms"; null for text and plain counts.</param>
public sealed record ReportColumn(string Header, string? Unit = null)
{
    /// <summary>Alignment; by default left without and right with a unit or number format.</summary>
    public ColumnAlignment? Alignment { get; init; }

    /// <summary>How numbers are printed.</summary>
    public NumberFormat? Format { get; init; }

    /// <summary>"p99 latency (ms)".</summary>
    public string Label => Unit is null ? Header : $"{Header} ({Unit})";

    /// <summary>"p99 latency [ms]", the header in CSV.</summary>
    public string CsvHeader => Unit is null ? Header : $"{Header} [{Unit}]";

    /// <summary>The alignment in force.</summary>
    public ColumnAlignment ActualAlignment =>
        Alignment ?? (Unit is null && Format is null ? ColumnAlignment.Left : ColumnAlignment.Right);

    /// <summary>The number format in force.</summary>
    public NumberFormat ActualFormat => Format ?? NumberFormat.Default;
}
