namespace Sim.Planning.Prices;

/// <summary>What a subscription counts.</summary>
public enum LicenceMetric
{
    /// <summary>Physical cores of every CPU of every host, with a floor per CPU, a minimum order and packs.</summary>
    Core,

    /// <summary>Populated CPU sockets.</summary>
    Socket,

    /// <summary>Pairs of sockets of one host, each pair covering a limited number of cores; a pair never spans hosts.</summary>
    BareMetalPair,

    /// <summary>Physical hosts.</summary>
    Host,
}
