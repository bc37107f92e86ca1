namespace Sim.Models.Hardware.Storage.Raid;

/// <summary>What each level asks for and gives.</summary>
/// <remarks>Source: network-and-storage 3.5, its table. Page: docs/models/raid.md.</remarks>
public static class RaidRules
{
    /// <summary>The level that <see cref="RaidLevel.Auto"/> stands for.</summary>
    /// <param name="level">A level.</param>
    /// <param name="drives">Drives, 1 or more.</param>
    public static RaidLevel Settle(RaidLevel level, int drives) => (level, drives) switch
    {
        (not RaidLevel.Auto, _) => level,
        (_, 1) => RaidLevel.None,
        (_, 2) => RaidLevel.Raid1,
        _ => RaidLevel.Raid10,
    };

    /// <summary>Fewest drives of a level.</summary>
    /// <param name="level">A level other than auto.</param>
    /// <param name="kind">Who makes the array.</param>
    public static int FewestDrives(RaidLevel level, RaidKind kind) => level switch
    {
        RaidLevel.Raid0 or RaidLevel.Raid1 => 2,
        RaidLevel.Raid10 => kind == RaidKind.Md ? 2 : 4,
        RaidLevel.Raid5 => 3,
        RaidLevel.Raid6 => 4,
        _ => 1,
    };

    /// <summary>Most drives that may fail, whichever they are.</summary>
    /// <param name="level">A level other than auto.</param>
    /// <param name="drives">Drives of the array.</param>
    public static int Tolerates(RaidLevel level, int drives) => level switch
    {
        RaidLevel.Raid1 => drives - 1,
        RaidLevel.Raid10 or RaidLevel.Raid5 => 1,
        RaidLevel.Raid6 => 2,
        _ => 0,
    };

    /// <summary>Share of the raw space that holds data.</summary>
    /// <param name="level">A level other than auto.</param>
    /// <param name="drives">Drives of the array.</param>
    public static double UsableShare(RaidLevel level, int drives) => level switch
    {
        RaidLevel.Raid1 => 1d / drives,
        RaidLevel.Raid10 => 0.5,
        RaidLevel.Raid5 => (drives - 1d) / drives,
        RaidLevel.Raid6 => (drives - 2d) / drives,
        _ => 1,
    };

    /// <summary>Whether a level computes parity.</summary>
    /// <param name="level">A level.</param>
    public static bool HasParity(RaidLevel level) => level is RaidLevel.Raid5 or RaidLevel.Raid6;
}
