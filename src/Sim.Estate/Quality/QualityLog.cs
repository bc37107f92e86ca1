using System.Collections.Immutable;

namespace Sim.Estate.Quality;

/// <summary>Collects remarks while reading; equal ones are counted, and the first one's note is kept.</summary>
internal sealed class QualityLog
{
    private readonly List<(string Section, string Item)> _order = [];
    private readonly Dictionary<(string Section, string Item), (long Count, string Note)> _rows = [];

    public void Count(string section, string item, string note = "", long by = 1)
    {
        var key = (section, item);
        if (_rows.TryGetValue(key, out var row))
        {
            _rows[key] = (row.Count + by, row.Note);
            return;
        }

        _order.Add(key);
        _rows[key] = (by, note);
    }

    public DataQuality ToQuality() =>
        new(InSectionOrder(_order.Select(key => new QualityRow(key.Section, key.Item, _rows[key].Count, _rows[key].Note))));

    public static ImmutableArray<QualityRow> InSectionOrder(IEnumerable<QualityRow> rows)
    {
        var all = rows.ToList();
        return [.. QualitySections.All.SelectMany(section => all.Where(row => row.Section == section))];
    }
}
