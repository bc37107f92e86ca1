namespace Sim.Experiments.Running;

/// <summary>How far an experiment has come.</summary>
/// <param name="Done">Replications finished, earlier executions included.</param>
/// <param name="Total">Replications planned.</param>
/// <param name="TimeLeft">Wall time left at the pace so far; nothing before the first replication of this execution ends.</param>
public readonly record struct RunProgress(int Done, int Total, TimeSpan? TimeLeft);
