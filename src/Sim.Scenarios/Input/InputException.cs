using System.Collections.Immutable;

namespace Sim.Scenarios.Input;

/// <summary>The user's input is wrong; carries everything found, so that one run shows all of it. The command line exits with 2.</summary>
public sealed class InputException : Exception
{
    /// <summary>Several findings at once.</summary>
    /// <param name="findings">What is wrong, at least one.</param>
    public InputException(ImmutableArray<Finding> findings)
        : base(string.Join(Environment.NewLine, findings)) => Findings = findings;

    /// <summary>A single finding.</summary>
    /// <param name="finding">What is wrong.</param>
    public InputException(Finding finding)
        : this([finding])
    {
    }

    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public ImmutableArray<Finding> Findings { get; }
}
