namespace Sim.Core.Collections;

/// <summary>A place in the order of an <see cref="IndexedHeap{TKey}"/>.</summary>
/// <typeparam name="TSelf">The implementing value type.</typeparam>
public interface IHeapKey<TSelf>
    where TSelf : struct, IHeapKey<TSelf>
{
    /// <summary>Whether this key comes before another; a strict order.</summary>
    /// <param name="other">The other key.</param>
    bool Before(in TSelf other);
}
