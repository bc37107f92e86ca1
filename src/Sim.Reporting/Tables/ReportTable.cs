namespace Sim.Reporting.Tables;

/// <summary>A table for the terminal, for HTML and for CSV: the same cells in all three.</summary>
public sealed record ReportTable
{
    /// <summary>A table.</summary>
    /// <param name="caption">What it shows, one line.</param>
    /// <param name="columns">At least one column.</param>
    /// <param name="rows">Rows of as many cells as there are columns; may be none.</param>
    /// <exception cref="ArgumentException">No column, or a row of another length.</exception>
    public ReportTable(string caption, IEnumerable<ReportColumn> columns, IEnumerable<ImmutableArray<ReportCell>> rows)
    {
        Caption = caption;
        Columns = [.. columns];
        Rows = [.. rows];
        if (Columns.IsEmpty)
            throw new ArgumentException($"Table '{caption}' has no columns.");
        for (var i = 0; i < Rows.Length; i++)
        {
            if (Rows[i].Length != Columns.Length)
                throw new ArgumentException(FormattableString.Invariant($"Table '{caption}': row {i + 1} has {Rows[i].Length} cells, the table {Columns.Length} columns."));
        }
    }

    /// <summary>What it shows, one line.</summary>
    public string Caption { get; }

    /// <summary>The columns.</summary>
    public ImmutableArray<ReportColumn> Columns { get; }

    /// <summary>The rows.</summary>
    public ImmutableArray<ImmutableArray<ReportCell>> Rows { get; }

    /// <summary>A line under the table; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The label that all labelled numbers of a column share, or null: then it is printed once, in the header.</summary>
    public TruthLabel? CommonTruth(int column)
    {
        TruthLabel? common = null;
        foreach (var row in Rows)
        {
            if (row[column].Value is null)
                continue;
            if (row[column].Truth is not { } truth || (common is { } seen && seen != truth))
                return null;
            common = truth;
        }

        return common;
    }

    /// <summary>Headers for a terminal: "p99 (ms) sim" where the whole column is simulated.</summary>
    public ImmutableArray<string> PlainHeaders() =>
        [.. Columns.Select((c, i) => CommonTruth(i) is { } truth ? $"{c.Label} {truth.Abbreviation()}" : c.Label)];

    /// <summary>Cells for a terminal, not escaped for any markup; a label that differs inside a column stands behind its number.</summary>
    public ImmutableArray<ImmutableArray<string>> PlainRows()
    {
        var common = Columns.Select((_, i) => CommonTruth(i)).ToImmutableArray();
        return [.. Rows.Select(row => row.Select((cell, i) => Plain(cell, i, common[i])).ToImmutableArray())];
    }

    /// <summary>Tidy CSV: full precision, units in the header, ends of intervals and truth labels in columns of their own.</summary>
    public string ToCsv()
    {
        var csv = new CsvText();
        var shapes = Columns.Select((_, i) => (
            HasInterval: Rows.Any(r => r[i].HasInterval),
            HasTruth: Rows.Any(r => r[i].Truth is not null),
            HasExtrapolated: Rows.Any(r => r[i].IsExtrapolated))).ToImmutableArray();
        for (var i = 0; i < Columns.Length; i++)
        {
            var column = Columns[i];
            csv.Text(column.CsvHeader);
            if (shapes[i].HasInterval)
                csv.Text((column with { Header = column.Header + " low" }).CsvHeader).Text((column with { Header = column.Header + " high" }).CsvHeader);
            if (shapes[i].HasTruth)
                csv.Text(column.Header + " truth");
            if (shapes[i].HasExtrapolated)
                csv.Text(column.Header + " extrapolated");
        }

        csv.EndRow();
        foreach (var row in Rows)
        {
            for (var i = 0; i < Columns.Length; i++)
                WriteCsv(csv, row[i], shapes[i].HasInterval, shapes[i].HasTruth, shapes[i].HasExtrapolated);
            csv.EndRow();
        }

        return csv.ToString();
    }

    private static void WriteCsv(CsvText csv, ReportCell cell, bool hasInterval, bool hasTruth, bool hasExtrapolated)
    {
        if (cell.Value is { } value)
            csv.Number(value);
        else
            csv.Text(cell.Text ?? string.Empty);
        if (hasInterval)
            csv.Number(cell.Low).Number(cell.High);
        if (hasTruth)
            csv.Text(cell.Truth?.Word() ?? string.Empty);
        if (hasExtrapolated)
            csv.Text(cell.Value is null ? string.Empty : cell.IsExtrapolated ? "yes" : "no");
    }

    private string Plain(ReportCell cell, int column, TruthLabel? common)
    {
        var text = cell.Print(Columns[column].ActualFormat);
        return cell.Truth is { } truth && common is null ? $"{text} {truth.Abbreviation()}" : text;
    }
}
