using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>A database in the VM: what a transaction computes, reads, changes and logs, and how the server writes. Defaults: InnoDB.</summary>
/// <remarks>Page: docs/models/workload.md.</remarks>
public sealed record OltpSpec : IHasPresets
{
    private const string Reference = "network-and-storage 8.3";

    /// <summary>Name of the preset that what is not given comes from; empty for the defaults.</summary>
    [Parameter("Server that what is not given comes from: innodb, postgresql.")]
    public string Preset { get; init; } = "";

    /// <summary>Clients, each with one transaction at a time.</summary>
    [Parameter("Clients, each with one transaction at a time.", Min = 1, Max = 100_000)]
    public int Clients { get; init; } = 16;

    /// <summary>Mean time of a client between two transactions.</summary>
    [Parameter("Mean time of a client between two transactions, exponential.", Min = 0, Max = 3600, Unit = "s")]
    public SimDuration ThinkTime { get; init; }

    /// <summary>CPU time of a transaction at 3 GHz on bare metal.</summary>
    [Parameter("Mean CPU time of a transaction at 3 GHz on bare metal, in equal parts around its reads.", Min = 0, Max = 60000, Unit = "ms",
        Certainty = Certainty.Assumed, Source = Reference + ": 0.6 to 1.0 ms for sysbench read-write")]
    public SimDuration Demand { get; init; } = SimDuration.FromMilliseconds(0.8);

    /// <summary>Standard deviation over mean of the CPU time.</summary>
    [Parameter("Standard deviation over mean of the CPU time, lognormal; 0 is constant.", Min = 0, Max = 10, Certainty = Certainty.Assumed, Source = "network-and-storage 8.5: lognormal 0.5")]
    public double Variation { get; init; } = 0.5;

    /// <summary>Bytes of tables and indexes.</summary>
    [Parameter("Bytes of tables and indexes.", Dimension = Dimension.Bytes, Min = 1, Max = 67108864, Unit = "MiB")]
    public long Data { get; init; } = 16L << 30;

    /// <summary>Size of a page.</summary>
    [Parameter("Size of a page.", Dimension = Dimension.Bytes, Min = 4, Max = 64, Unit = "KiB", Certainty = Certainty.Primary, Source = "MySQL 8.0 manual: innodb_page_size 16384; PostgreSQL installation: --with-blocksize 8 KB")]
    public int PageSize { get; init; } = 16384;

    /// <summary>Exponent of the popularity of pages; 0 is all alike.</summary>
    [Parameter("Exponent of the popularity of pages that are changed or missed; 0 is all alike.", Min = 0, Max = 5, Certainty = Certainty.Assumed, Source = "own choice: sysbench's uniform")]
    public double Skew { get; init; }

    /// <summary>Pages that a transaction reads, cached or not.</summary>
    [Parameter("Pages that a transaction looks at, mean.", Min = 0, Max = 10000, Certainty = Certainty.Assumed, Source = Reference + ": 10 for sysbench read-write, 4 for pgbench")]
    public double PageReads { get; init; } = 10;

    /// <summary>Share of them that the buffer pool does not hold.</summary>
    [Parameter("Share of them that the buffer pool does not hold; each is read before the transaction goes on.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "own choice: 95 % hits, as in the kind database-transaction")]
    public double MissRatio { get; init; } = 0.05;

    /// <summary>Pages that a transaction changes.</summary>
    [Parameter("Pages that a transaction changes, mean.", Min = 0, Max = 10000, Certainty = Certainty.Assumed, Source = Reference + ": 4 to 6 for sysbench read-write, 4 for pgbench")]
    public double PageWrites { get; init; } = 4;

    /// <summary>Log of a transaction without images of pages.</summary>
    [Parameter("Bytes that a transaction logs, images of whole pages apart; 0 B for transactions that only read.", Dimension = Dimension.Bytes, Min = 0, Max = 16777216, Unit = "B",
        Certainty = Certainty.Assumed, Source = Reference + ": log writes of 4 to 16 KiB")]
    public int LogBytes { get; init; } = 4096;

    /// <summary>A log write is a multiple of this.</summary>
    [Parameter("A log write begins and ends at a multiple of this.", Dimension = Dimension.Bytes, Min = 512, Max = 65536, Unit = "B",
        Certainty = Certainty.Primary, Source = "MySQL storage/innobase/include/os0file.h: OS_FILE_LOG_BLOCK_SIZE 512; PostgreSQL installation: --with-wal-blocksize 8 KB")]
    public int LogBlock { get; init; } = 512;

    /// <summary>Bytes of the log, which is written round and round.</summary>
    [Parameter("Bytes of the log, which is written round and round.", Dimension = Dimension.Bytes, Min = 1, Max = 1048576, Unit = "MiB",
        Certainty = Certainty.Assumed, Source = "own choice: PostgreSQL's max_wal_size 1GB for both; MySQL 8.0.30: innodb_redo_log_capacity 100 MB")]
    public long LogSize { get; init; } = 1L << 30;

    /// <summary>Whether a commit waits until its log is durable.</summary>
    [Parameter("Whether a commit waits for a flush behind its log (innodb_flush_log_at_trx_commit 1; synchronous_commit); without, it waits for the write alone.")]
    public bool FlushAtCommit { get; init; } = true;

    /// <summary>Whether the first change of a page after a checkpoint logs all of it.</summary>
    [Parameter("Whether the first change of a page after a checkpoint logs the whole page (PostgreSQL: full_page_writes).")]
    public bool FullPageWrites { get; init; }

    /// <summary>Whether pages are written to a buffer on the disk before their place.</summary>
    [Parameter("Whether changed pages are written one behind the other into a buffer on the disk, and that is flushed, before each goes to its place (InnoDB's doublewrite).")]
    public bool Doublewrite { get; init; } = true;

    /// <summary>Pages written to that buffer at one time.</summary>
    [Parameter("Pages in one write to that buffer.", Min = 1, Max = 512, Certainty = Certainty.Secondary, Source = "MySQL 8.4: innodb_doublewrite_pages 128 (lefred.be, MySQL 8.4 LTS, new defaults); 8.0.20 and later: 4")]
    public int DoublewritePages { get; init; } = 128;

    /// <summary>Time between rounds of writing changed pages.</summary>
    [Parameter("Time between the beginnings of rounds that write changed pages (PostgreSQL: checkpoint_timeout; InnoDB's page cleaner: a second).", Min = 0.01, Max = 86400, Unit = "s",
        Certainty = Certainty.Primary, Source = "MySQL storage/innobase/buf/buf0flu.cc: page cleaner, 1000 ms; PostgreSQL postgresql.conf.sample: checkpoint_timeout 5min")]
    public SimDuration CheckpointInterval { get; init; } = SimDuration.FromSeconds(1);

    /// <summary>Part of that time over which a round's writes are spread.</summary>
    [Parameter("Part of that time over which a round's writes are spread evenly.", Dimension = Dimension.Fraction, Min = 1, Max = 100, Unit = "%",
        Certainty = Certainty.Primary, Source = "PostgreSQL 14 and later, postgresql.conf.sample: checkpoint_completion_target 0.9; InnoDB alike: own choice")]
    public double CheckpointSpread { get; init; } = 0.9;

    /// <summary>Pages that a round writes at most; 0 is every changed one.</summary>
    [Parameter("Pages that a round writes at most; 0 is every changed one.", Min = 0, Max = 1_000_000_000, Certainty = Certainty.Primary, Source = "MySQL 8.0 manual: innodb_io_capacity 200 a second; 8.4: 10000; PostgreSQL: all")]
    public long CheckpointPages { get; init; } = 200;

    /// <summary>Page writes in flight at one time.</summary>
    [Parameter("Page writes in flight at one time.", Min = 1, Max = 1024, Certainty = Certainty.Assumed, Source = "own choice: what a few writer threads keep in flight")]
    public int CheckpointDepth { get; init; } = 32;

    /// <summary>Every server that a file can name.</summary>
    public static ImmutableArray<NamedPreset> Presets { get; } =
    [
        new("innodb", new OltpSpec { Preset = "innodb" }, Certainty.Assumed, "MySQL 8.0 reference manual: InnoDB system variables; innodb_doublewrite_pages as in 8.4; log size: own choice"),
        new(
            "postgresql",
            new OltpSpec
            {
                Preset = "postgresql", PageSize = 8192, LogBlock = 8192, FullPageWrites = true, Doublewrite = false,
                CheckpointInterval = SimDuration.FromSeconds(300), CheckpointPages = 0,
            },
            Certainty.Primary,
            "PostgreSQL 16 postgresql.conf.sample and installation options: write-ahead log"),
    ];

    /// <summary>Whether transactions commit anything.</summary>
    public bool Writes => PageWrites > 0 || LogBytes > 0;

    /// <summary>Where the log begins in the VM's disk: behind the data.</summary>
    public long LogStart => Pages * PageSize;

    /// <summary>Where the doublewrite buffer begins.</summary>
    public long DoublewriteStart => LogStart + (LogSize / LogBlock * LogBlock);

    /// <summary>First byte behind everything.</summary>
    public long End => DoublewriteStart + (Doublewrite ? (long)DoublewritePages * PageSize : 0);

    /// <summary>Pages of tables and indexes.</summary>
    public long Pages => Data / PageSize;
}
