namespace Sim.Estate.Demand;

/// <summary>What kind of requests a VM serves; the workload models turn each into CPU bursts, packets and I/Os.</summary>
public enum RequestTemplate
{
    /// <summary>Many short requests over the network, little storage.</summary>
    WebRequest,

    /// <summary>Requests with more CPU, calling other tiers.</summary>
    AppRequest,

    /// <summary>Transactions: CPU, small random reads, and writes that must be on storage before the answer.</summary>
    DatabaseTransaction,

    /// <summary>Reads and writes of files: network and storage, little CPU.</summary>
    FileServing,

    /// <summary>Long CPU-bound work with phases of sequential I/O.</summary>
    BatchJob,

    /// <summary>Light, steady background services: directory, name service, monitoring.</summary>
    Infrastructure,
}
