using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;

namespace Sim.Scenarios.Fio;

/// <summary>A job file as a scenario: one VM with a vCPU for each of fio's threads, on the default host.</summary>
internal static class FioScenario
{
    private const int MostVcpus = 16;

    /// <summary>The scenario's text.</summary>
    /// <param name="text">The job file's text.</param>
    /// <param name="path">Its path, with <c>#section</c> or without.</param>
    /// <exception cref="Input.InputException">The job file is wrong.</exception>
    public static string TextOf(string text, string path)
    {
        var (file, section) = FioJobFile.SplitPath(path);
        var (jobs, remarks) = FioJobFile.Parse(text, file, section);
        var yaml = new StringBuilder();
        foreach (var remark in remarks) yaml.Append(CultureInfo.InvariantCulture, $"# {remark}\n");
        yaml.Append(CultureInfo.InvariantCulture, $$"""
            name: {{NameOf(file, section)}}
            host:
              name: 16 cores and one drive
              cpu: {model: 16 cores, sockets: 1, coresPerSocket: 16, clock: 3.0 GHz}
              memory: {size: 64 GiB}
              storage: {drives: 1}
            vms:
              - name: fio
                vcpus: {{Math.Min(MostVcpus, jobs.Sum(job => job.Threads))}}
                memory: 8 GiB
                workload:
                  template: disk-jobs
                  timeout: 60 s
                  jobs:

            """);
        foreach (var job in jobs) yaml.Append(Line(job));
        // An operation of a drive takes 10 us to 10 ms: enough of them, and not the minutes that a real run is given.
        yaml.Append("measurement: {warmUp: 200 ms, length: 1 s, replications: 5}\n");
        return yaml.ToString();
    }

    private static string NameOf(string file, string section)
    {
        var name = Path.GetFileNameWithoutExtension(file) + (section.Length > 0 ? "-" + section : "");
        return Quoted(name);
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Places(IoJobSpec job) => job.Addresses is not { } places ? "" : string.Create(
        CultureInfo.InvariantCulture, $", addresses: {{order: {FieldNames.ChoiceOf(places.Order.ToString())}, region: {places.Region} B, start: {places.Start} B, skew: {places.Skew:R}}}");

    private static string Line(IoJobSpec job) => string.Create(CultureInfo.InvariantCulture,
        $"        - {{name: {Quoted(job.Name)}, threads: {job.Threads}, depth: {job.Depth}, reads: {job.Reads * 100} %, readSize: {job.ReadSize} B, writeSize: {job.WriteSize} B, " +
        $"rate: {job.Rate:R} /s, thinkTime: {job.ThinkTime.Nanoseconds:R} ns, flushEvery: {job.FlushEvery}, delay: {job.Delay.Nanoseconds:R} ns{Places(job)}}}\n");
}
