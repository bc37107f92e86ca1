namespace Sim.Core.Resources;

/// <summary>Which items of a <see cref="Store"/> somebody accepts, as a value.</summary>
/// <param name="Accepts">Given the item and <paramref name="Argument"/>; a static lambda allocates nothing. Must always answer the same.</param>
/// <param name="Argument">A number for the rule, e.g. the kind or the owner asked for.</param>
public readonly record struct ItemFilter(Func<long, long, bool> Accepts, long Argument = 0)
{
    /// <summary>Accepts one item only.</summary>
    /// <param name="item">The item.</param>
    public static ItemFilter Only(long item) => new(static (stored, wanted) => stored == wanted, item);
}
