using System.Text;

namespace Sim.Reporting.Tables;

/// <summary>Comma-separated text as RFC 4180 writes it, with LF line ends and invariant numbers.</summary>
/// <remarks>A text cell that a spreadsheet would run as a formula (it begins with = + - @ or a tab) gets a leading apostrophe:
/// names come from other people's inventories. Numbers go through <see cref="NumberText.Exact"/> and are not touched.</remarks>
internal sealed class CsvText
{
    private readonly StringBuilder _text = new();
    private bool _rowStarted;

    public CsvText Text(string value)
    {
        var safe = value.Length > 1 && value[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + value : value;
        return Raw(safe);
    }

    public CsvText Number(double value) => Raw(NumberText.Exact(value));

    public CsvText Empty() => Raw(string.Empty);

    public CsvText EndRow()
    {
        _text.Append('\n');
        _rowStarted = false;
        return this;
    }

    public override string ToString() => _text.ToString();

    private CsvText Raw(string value)
    {
        if (_rowStarted)
            _text.Append(',');
        _rowStarted = true;

        if (value.AsSpan().IndexOfAny(',', '"', '\n') >= 0 || value.Contains('\r', StringComparison.Ordinal))
            _text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            _text.Append(value);
        return this;
    }
}
