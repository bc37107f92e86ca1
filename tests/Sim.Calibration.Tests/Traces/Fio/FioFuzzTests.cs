using CsCheck;
using Sim.Calibration.Checks;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests.Traces.Fio;

public sealed class FioFuzzTests
{
    private static readonly byte[] Seed = System.Text.Encoding.UTF8.GetBytes(Samples.Fio(Samples.Job(), Samples.Job("b", group: 1)));

    private static readonly string[] Splices =
        ["null", "-1", "1e999", "\"\"", "[]", "{}", "true", "nan", "0", "\"\\ud800\"", "{", "}", "\"fio version\" : 3", ",", "1e-400", "99999999999999999999"];

    [Fact]
    public void Garbage_is_read_or_refused_but_never_crashes()
    {
        // A mutation: bytes flipped, a piece cut out, or a value replaced by something a number is not.
        var mutation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, Seed.Length - 1], Gen.Int[0, 60], Gen.Byte, Gen.Int[0, Splices.Length - 1]);
        mutation.Array[1, 4].Sample(
            steps =>
            {
                var bytes = Seed.ToList();
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
            iter: 5000, threads: 1);
    }
}
