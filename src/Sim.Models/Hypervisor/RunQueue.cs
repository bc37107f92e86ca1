namespace Sim.Models.Hypervisor;

/// <summary>The ready worlds of one pCPU: a small array in order of arrival, scanned whole, which beats a tree at the lengths that occur.</summary>
public sealed class RunQueue
{
    private World[] _worlds = new World[16];

    /// <summary>Worlds in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>A world of the queue, 0 .. <see cref="Count"/> - 1, longest in the queue first.</summary>
    public World this[int index] => _worlds[index];

    /// <summary>All of them, longest in the queue first; good until the queue changes.</summary>
    public ReadOnlySpan<World> Worlds => _worlds.AsSpan(0, Count);

    /// <summary>Adds a world.</summary>
    public void Add(World world)
    {
        if (Count == _worlds.Length) Array.Resize(ref _worlds, _worlds.Length * 2);
        _worlds[Count++] = world;
    }

    /// <summary>Takes a world out if it is in.</summary>
    /// <returns>Whether it was.</returns>
    public bool TryRemove(World world)
    {
        for (var at = 0; at < Count; at++)
        {
            if (!ReferenceEquals(_worlds[at], world)) continue;
            Remove(world);
            return true;
        }

        return false;
    }

    /// <summary>Takes a world out, keeping the order of arrival of the others.</summary>
    public void Remove(World world)
    {
        // By reference: Array.IndexOf asks a comparer for every world.
        var at = 0;
        while (!ReferenceEquals(_worlds[at], world)) at++;
        Count--;
        if (at < Count) Array.Copy(_worlds, at + 1, _worlds, at, Count - at);
        _worlds[Count] = null!;
    }
}
