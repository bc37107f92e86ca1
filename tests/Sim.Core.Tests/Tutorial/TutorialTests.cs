using System.Text.RegularExpressions;
using Sim.Core.Time;
using Sim.Testing;
using Sim.Testing.Oracles;

namespace Sim.Core.Tests.Tutorial;

/// <summary>The tutorial's models against theory, and its page against the models.</summary>
public sealed partial class TutorialTests
{
    private const int Replications = 20;

    [Fact]
    [Trait("Category", "Slow")]
    public void The_queue_responds_as_theory_says()
    {
        // Empty at the start and not warmed up: 200 ms are 160,000 customers, and the first few hundred bias their mean by far less than its error.
        OracleCheck.Of("M/M/1 response", QueueingFormulas.Mm1Response(0.8, 1), Runs(replication =>
        {
            var model = new Mm1(replication);
            model.Run(SimTime.Zero + SimDuration.FromMilliseconds(200));
            return model.Response.Mean;
        })).Demand();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_shop_makes_parts_while_machines_are_up_and_errands_while_the_repairman_is_free()
    {
        // Repairs preempt errands, so the shop is the machine repairman: a closed network with think time "until the failure" and one station.
        var exact = MeanValueAnalysis.Solve([RepairShop.MinutesPerRepair], RepairShop.MinutesToFailure, RepairShop.Machines);
        var up = exact.Throughput * RepairShop.MinutesToFailure;                   // machines that run, by Little's law
        var free = 1 - (exact.Throughput * RepairShop.MinutesPerRepair);

        // 100 days are 2,200 failures and 1,400 errands: a relative error of about 1 / sqrt(20 * 1,400) = 0.6 % for the rarer.
        const double days = 100, minutes = days * 1_440;
        var shops = Runs(replication =>
        {
            var shop = new RepairShop(replication);
            shop.RunDays(days);
            return shop;
        });
        OracleCheck.Of("parts a minute", up / RepairShop.MinutesPerPart, shops.Select(shop => shop.Parts / minutes)).Demand();
        OracleCheck.Of("errands a minute", free / RepairShop.MinutesPerErrand, shops.Select(shop => shop.ErrandsDone / minutes)).Demand();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_network_agrees_with_mean_value_analysis()
    {
        var exact = MeanValueAnalysis.Solve([ClosedNetwork.CpuService, ClosedNetwork.DiskService], ClosedNetwork.Think, ClosedNetwork.Users);
        var runs = Runs(replication =>
        {
            var network = new ClosedNetwork(replication);
            network.Run(1_000, 50_000);
            return network;
        });
        OracleCheck.Of("throughput", exact.Throughput, runs.Select(run => run.Throughput)).Demand();
        OracleCheck.Of("at the CPU", exact.QueueLengths[0], runs.Select(run => run.MeanAtCpu)).Demand();
    }

    [Fact]
    public void The_page_shows_the_code_that_runs_here()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/tutorial.md")).ReplaceLineEndings("\n");
        var fences = Fence().Count(page);
        var snippets = Snippet().Matches(page);
        Assert.True(snippets.Count >= 5, "the page has lost its snippets");
        Assert.Equal(fences, snippets.Count);                                      // no C# on the page that nothing compiles
        foreach (Match snippet in snippets)
        {
            var (file, region) = (snippet.Groups["file"].Value, snippet.Groups["region"].Value);
            Assert.Equal(Region(file, region), snippet.Groups["code"].Value);
        }
    }

    [Fact]
    public void The_readme_of_the_package_shows_the_queue_of_the_tutorial() =>
        Assert.Contains("\n\n" + Region("Mm1.cs", "model") + "```", File.ReadAllText(Repository.PathOf("src/Sim.Core/README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    /// <summary>The lines of a file between <c>// &lt;region&gt;</c> and <c>// &lt;/region&gt;</c>, moved to the left margin.</summary>
    private static string Region(string file, string region)
    {
        var lines = File.ReadAllLines(Repository.PathOf($"tests/Sim.Core.Tests/Tutorial/{file}"));
        var (first, last) = (Array.FindIndex(lines, line => line.Trim() == $"// <{region}>"), Array.FindIndex(lines, line => line.Trim() == $"// </{region}>"));
        Assert.True(first >= 0 && last > first, $"{file} has no region {region}");
        var indent = lines[first].Length - lines[first].TrimStart().Length;
        return string.Concat(lines[(first + 1)..last].Select(line => (line.Length > indent ? line[indent..] : "") + "\n"));
    }

    private static T[] Runs<T>(Func<int, T> run) => [.. Enumerable.Range(0, Replications).Select(run)];

    [GeneratedRegex(@"<!-- (?<file>\w+\.cs) (?<region>\w+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Snippet();

    [GeneratedRegex("^```csharp", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
