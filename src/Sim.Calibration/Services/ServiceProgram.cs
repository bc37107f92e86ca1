using System.Collections.Immutable;

namespace Sim.Calibration.Services;

/// <summary>How a measured program serves: facts of its design, nothing that is fitted.</summary>
/// <param name="Service">The name in lists of cases.</param>
/// <param name="Key">Its part of a parameter's name.</param>
/// <param name="Server">The process that serves; services of one process share its cgroup and its CPU account.</param>
/// <param name="Client">The load generator.</param>
/// <param name="ThreadPerConnection">Whether each connection has a thread at the server and at the client; else one worker and one client thread serve all connections in order.</param>
/// <param name="RoundTrips">Round trips a request, each a wake-up of server and client.</param>
/// <param name="Commits">Whether the last round trip waits for the log to be on disk, together with whoever else commits.</param>
/// <remarks>
/// nginx: one worker with an event loop; wrk: one thread. MariaDB: thread per connection; sysbench: a thread a client. oltp_read_only is BEGIN, 10 point
/// selects, 4 range queries and COMMIT: 16 statements; oltp_read_write adds 2 updates, a delete and an insert: 20. Sources: nginx and wrk manuals, sysbench 1.0 oltp_common.lua,
/// MariaDB manual (thread_handling, innodb_flush_log_at_trx_commit = 1, group commit).
/// </remarks>
public sealed record ServiceProgram(string Service, string Key, string Server, string Client, bool ThreadPerConnection, int RoundTrips, bool Commits)
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<ServiceProgram> All { get; } =
    [
        new("nginx", "service.nginx", "nginx", "wrk", ThreadPerConnection: false, RoundTrips: 1, Commits: false),
        new("mariadb read-only", "service.mariadb_read_only", "mariadb", "sysbench", ThreadPerConnection: true, RoundTrips: 16, Commits: false),
        new("mariadb read-write", "service.mariadb_read_write", "mariadb", "sysbench", ThreadPerConnection: true, RoundTrips: 20, Commits: true),
    ];

    /// <summary>The program of a service.</summary>
    /// <param name="service">One of the names of <see cref="All"/>.</param>
    public static ServiceProgram Of(string service) => All.Single(program => program.Service == service);
}
