using System.Collections.Immutable;

namespace Sim.Estate.RvTools;

/// <summary>A sheet of an RVTools workbook: the columns used, and all headers that RVTools itself writes.</summary>
/// <param name="Name">Tab name.</param>
/// <param name="Columns">Columns the import uses.</param>
/// <param name="Headers">Every header RVTools 4.x writes, in order; others are custom attributes or foreign.</param>
internal sealed record SheetLayout(string Name, ImmutableArray<SheetColumn> Columns, ImmutableArray<string> Headers)
{
    /// <summary>A header as it is compared: trimmed, inner blanks single, no case, MB and KB as MiB and KiB (the numbers are the same).</summary>
    public static string Normal(string header)
    {
        var words = header.Replace('\u00a0', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = words[i].ToUpperInvariant() switch { "MB" => "MIB", "KB" => "KIB", var word => word };
        }

        return string.Join(' ', words);
    }
}
