namespace Sim.Scenarios.Blocks;

/// <summary>A form in which block traces are written.</summary>
internal interface IBlockTraceForm
{
    /// <summary>What findings call it, with its fields.</summary>
    string Name { get; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">A line that is not empty.</param>
    /// <param name="request">What it says.</param>
    /// <returns>Whether it is a line of this form.</returns>
    bool TryRead(ReadOnlySpan<char> line, out RecordedRequest request);

    /// <summary>Whether a line ends the requests: a summary follows.</summary>
    /// <param name="line">A line.</param>
    bool IsEnd(ReadOnlySpan<char> line);
}
