using CsCheck;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests.Traces.Fio;

public sealed class FioFuzzTests
{
    /// <summary>What is mutated: fio 3, fio 2 (microseconds), client/server, warnings before the result, a job without completion latency.</summary>
    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            Samples.Fio(Samples.Job(), Samples.Job("b", group: 1)),
            Samples.Fio(Samples.Job().Replace("lat_ns", "lat", StringComparison.Ordinal)).Replace("fio-3.33", "fio-2.17", StringComparison.Ordinal),
            Samples.Fio(Samples.Job().Replace("\"jobname\"", "\"hostname\" : \"h\", \"jobname\"", StringComparison.Ordinal), Samples.Job("All clients")).Replace("\"jobs\" :", "\"client_stats\" :", StringComparison.Ordinal),
            "fio: this {is} a warning\n" + Samples.Fio(Samples.Job().Replace("\"clat_ns\"", "\"other\"", StringComparison.Ordinal)) + "\ndone\n",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Splices =
        ["null", "-1", "1e999", "\"\"", "[]", "{}", "true", "nan", "0", "\"\\ud800\"", "{", "}", "\"fio version\" : 3", ",", "1e-400", "99999999999999999999"];

    [Fact]
    public void Garbage_is_read_or_refused_but_never_crashes() => Mutate(5000);

    [Fact]
    [Trait("Category", "Slow")] // half a minute on two quiet cores
    public void A_hundred_thousand_mutations_are_read_or_refused() => Mutate(100_000);

    private static void Mutate(long count)
    {
        // A mutation: bytes flipped, a piece cut out, or a value replaced by something a number is not.
        var mutation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, Seeds.Min(seed => seed.Length) - 1], Gen.Int[0, 60], Gen.Byte, Gen.Int[0, Splices.Length - 1]);
        Gen.Select(mutation.Array[1, 4], Gen.Int[0, Seeds.Length - 1]).Sample(
            (steps, seed) =>
            {
                var bytes = Seeds[seed].ToList();
                foreach (var (kind, at, length, value, splice) in steps)
                {
                    var place = Math.Min(at, bytes.Count - 1);
                    if (place < 0) break;
                    if (kind == 0) bytes[place] = value;
                    else bytes.RemoveRange(place, Math.Min(length, bytes.Count - place));
                    if (kind == 2) bytes.InsertRange(Math.Min(place, bytes.Count), System.Text.Encoding.UTF8.GetBytes(Splices[splice]));
                }

                try
                {
                    var file = FioReader.Read(new TraceFile("f.json", "", "0", [.. bytes]));
                    foreach (var run in StorageChecks.Group(file.Cases).SelectMany(cell => cell.Runs))
                    {
                        Assert.True(double.IsFinite(run.Iops) && run.Iops >= 0);
                        Assert.True(double.IsFinite(run.MeanLatencyNs) && run.MeanLatencyNs >= 0);
                    }
                }
                catch (InputException refused)
                {
                    Assert.All(refused.Findings, finding => Assert.Equal("f.json", finding.File));
                }
            },
            iter: count, threads: 1);
    }
}
