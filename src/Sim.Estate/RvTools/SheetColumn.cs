using System.Collections.Immutable;

namespace Sim.Estate.RvTools;

/// <summary>A column the import uses.</summary>
/// <param name="Header">Header of RVTools 4.x.</param>
/// <param name="Aliases">Headers of other versions and of the command-line export.</param>
/// <param name="IsRequired">Whether the sheet means nothing without it.</param>
/// <param name="WhenMissing">What stands in for it; printed in the data-quality table.</param>
internal sealed record SheetColumn(string Header, ImmutableArray<string> Aliases, bool IsRequired, string WhenMissing)
{
    public static SheetColumn Required(string header, params ImmutableArray<string> aliases) => new(header, aliases, true, "");

    public static SheetColumn Optional(string header, string whenMissing, params ImmutableArray<string> aliases) =>
        new(header, aliases, false, whenMissing);
}
