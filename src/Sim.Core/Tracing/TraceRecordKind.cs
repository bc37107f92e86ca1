namespace Sim.Core.Tracing;

internal enum TraceRecordKind
{
    /// <summary>A thread enters a state, or none when the name is 0.</summary>
    State,

    /// <summary>A counter changes.</summary>
    Count,

    /// <summary>An operation begins.</summary>
    Begin,

    /// <summary>An operation enters its next stage.</summary>
    Stage,

    /// <summary>An operation is over.</summary>
    End,

    /// <summary>An operation passes through a thread.</summary>
    Hop,

    /// <summary>An operation passes through its last thread.</summary>
    LastHop,
}
