namespace Sim.Calibration.Profiles;

/// <summary>Kinds of notes in a profile.</summary>
public enum NoteKind
{
    /// <summary>A check on a case found something.</summary>
    Flag,

    /// <summary>The files could not establish a parameter; its default stands, marked assumed.</summary>
    NotEstablished,

    /// <summary>A file or a part of it was left out.</summary>
    Skipped,
}
