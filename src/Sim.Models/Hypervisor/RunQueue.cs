namespace Sim.Models.Hypervisor;

/// <summary>The ready worlds of one pCPU: a small unordered array, scanned whole, which beats a tree at the lengths that occur.</summary>
public sealed class RunQueue
{
    private World[] _worlds = new World[16];

    /// <summary>Worlds in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>A world of the queue, 0 .. <see cref="Count"/> - 1, in no particular order.</summary>
    public World this[int index] => _worlds[index];

    /// <summary>Adds a world.</summary>
    public void Add(World world)
    {
        if (Count == _worlds.Length) Array.Resize(ref _worlds, _worlds.Length * 2);
        _worlds[Count++] = world;
    }

    /// <summary>Takes a world out, keeping the order of arrival of the others.</summary>
    public void Remove(World world)
    {
        var at = Array.IndexOf(_worlds, world, 0, Count);
        Count--;
        Array.Copy(_worlds, at + 1, _worlds, at, Count - at);
        _worlds[Count] = null!;
    }
}
