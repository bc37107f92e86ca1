namespace Sim.Planning.Cost;

/// <summary>When in its year a sum is paid.</summary>
public enum PaymentTiming
{
    /// <summary>In advance: hardware, subscriptions, maintenance, migration.</summary>
    StartOfYear,

    /// <summary>In arrears: electricity, space, labour.</summary>
    EndOfYear,
}
