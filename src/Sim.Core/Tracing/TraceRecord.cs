namespace Sim.Core.Tracing;

/// <summary>One thing that happened, 48 bytes.</summary>
internal struct TraceRecord
{
    public long Time;

    /// <summary>Id of the operation; the value of a counter.</summary>
    public long Id;

    public long Parent;

    /// <summary>Thread, counter or operation source.</summary>
    public int Track;

    public int Name;
    public int Value;
    public int Extra;

    /// <summary>Where the operation is kept while it is under way.</summary>
    public int Slot;

    public TraceRecordKind Kind;
}
