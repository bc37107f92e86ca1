namespace Sim.Core.Tracing;

/// <summary>For each of a component's own numbers, the id of the operation on whose behalf it acts.</summary>
public sealed class TraceLinks
{
    private long[] _ids = new long[256];

    /// <summary>Remembers whom a number serves.</summary>
    /// <param name="index">The component's own number, 0 or more.</param>
    /// <param name="id">The operation's id, or 0 for none.</param>
    public void Set(int index, long id)
    {
        if (index >= _ids.Length) Array.Resize(ref _ids, Math.Max(index + 1, _ids.Length * 2));
        _ids[index] = id;
    }

    /// <summary>The operation a number serves, or 0.</summary>
    public long Of(int index) => index < _ids.Length ? _ids[index] : 0;
}
