using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>Something a user of the profile should know: a flag on a case, a parameter that was not established, a file left out.</summary>
public sealed record ProfileNote
{
    [Parameter("The case, parameter or file.")]
    public required string About { get; init; }

    [Parameter("What kind of note: flag, not-established or skipped.")]
    public required NoteKind Kind { get; init; }

    [Parameter("What was found, with the numbers.")]
    public required string Text { get; init; }
}
