namespace Sim.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Done, every promise kept.</summary>
    public const int Good = 0;

    /// <summary>Done, but an SLO or a budget is broken.</summary>
    public const int GateFailed = 1;

    /// <summary>The user's input is wrong.</summary>
    public const int WrongInput = 2;

    /// <summary>Our fault.</summary>
    public const int OurFault = 3;

    /// <summary>Stopped by the user (128 + SIGINT, as shells expect).</summary>
    public const int Stopped = 130;
}
