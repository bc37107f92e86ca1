using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;
using Sim.Testing;

namespace Sim.Calibration.Tests;

/// <summary>fio files in the small, and measurements made up from known numbers.</summary>
internal static class Samples
{
    public static string FioFolder => Path.Combine(Repository.Root, "scenarios", "consolidation", "traces", "fio");

    public static TraceFile File(string text, string path = "runs/case.json")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new TraceFile(path, Path.GetDirectoryName(path) ?? "", Convert.ToHexStringLower(SHA256.HashData(bytes)), [.. bytes]);
    }

    /// <summary>A fio 3 result with the given jobs.</summary>
    public static string Fio(params string[] jobs) => $$"""
        {
          "fio version" : "fio-3.33",
          "jobs" : [
        {{string.Join(",\n", jobs)}}
          ]
        }
        """;

    /// <summary>One job that did random reads; 10 us of CPU an I/O, one wake-up an I/O.</summary>
    public static string Job(
        string name = "a", string options = "\"rw\" : \"randread\", \"bs\" : \"4k\", \"iodepth\" : \"8\", \"direct\" : \"1\", \"ioengine\" : \"libaio\"",
        double iops = 1000, double meanNs = 8_000_000, string bins = "\"8000000\" : 10000", int error = 0, int group = 0) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "jobname" : "{{name}}", "groupid" : {{group}}, "error" : {{error}},
              "job options" : { {{options}} },
              "read" : {
                "iops" : {{iops}}, "runtime" : 10000, "total_ios" : {{iops * 10}},
                "slat_ns" : { "mean" : 1000 },
                "clat_ns" : { "mean" : {{meanNs - 1000}}, "stddev" : 10, "percentile" : { "50.000000" : {{meanNs}} }, "bins" : { {{bins}} } },
                "lat_ns" : { "mean" : {{meanNs}} }
              },
              "write" : { "iops" : 0, "total_ios" : 0 },
              "usr_cpu" : 0.5, "sys_cpu" : 0.5, "ctx" : 10000
            }
            """);

    /// <summary>A cell with one run, as if a device had answered so.</summary>
    public static StorageCell Cell(
        string name, long block, int depth, double iops, double cpus = 0, double wakesPerIo = 0, bool read = true, double submitNs = 0, int jobs = 1)
    {
        var direction = new FioDirection
        {
            Iops = iops,
            MeanLatencyNs = depth * jobs / iops * 1e9,
            MeanSubmitNs = submitNs,
            TotalIos = (long)(iops * 10),
            RuntimeMs = 10_000,
        };
        return new StorageCell(
            name,
            [
                new FioCase
                {
                    Name = name, File = name + ".json", Folder = "", Sha256 = name, Line = 1, FioVersion = "fio-3.33", Pattern = read ? "randread" : "randwrite",
                    ReadBlockBytes = block, WriteBlockBytes = block, IoDepth = depth, Jobs = jobs, Engine = "libaio", Direct = true,
                    Read = read ? direction : null, Write = read ? null : direction, SystemCpus = cpus, ContextSwitches = (long)(wakesPerIo * direction.TotalIos),
                },
            ],
            ImmutableArray<CaseFlag>.Empty);
    }
}
