namespace Sim.Models.Attribution;

/// <summary>A command of a watched request in a drive.</summary>
/// <param name="drive">The drive's recorder.</param>
/// <param name="id">The drive's number for it.</param>
internal sealed class DriveCommand(DriveRecorder drive, int id)
{
    public DriveRecorder Drive => drive;

    public int Id => id;

    /// <summary>Whether it waits to be fetched.</summary>
    public bool IsUnfetched { get; set; }

    /// <summary>Its parts that wait for a flash unit, or itself for the write buffer.</summary>
    public int Waiting { get; set; }

    public bool Waits => IsUnfetched || Waiting > 0;
}
