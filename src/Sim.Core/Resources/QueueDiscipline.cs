namespace Sim.Core.Resources;

/// <summary>Who is served next by a <see cref="ServerPool"/>, and whether a more urgent request may take a server away.</summary>
public enum QueueDiscipline
{
    /// <summary>First in, first out; there are no priorities.</summary>
    Fifo = 0,

    /// <summary>The smallest priority number first, first in, first out among equals; nobody loses a server.</summary>
    Priority = 1,

    /// <summary>
    /// As <see cref="Priority"/>, and a request takes the server of the least urgent one it is more urgent than. The one that loses it goes
    /// back to its own place in the queue and later goes on where it stopped.
    /// </summary>
    PreemptiveResume = 2,

    /// <summary>As <see cref="PreemptiveResume"/>, but the one that lost its server starts the same work again from the beginning.</summary>
    PreemptiveRepeat = 3,
}
