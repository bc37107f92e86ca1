using System.CommandLine;
using System.Diagnostics;
using Sim.Cli.Commands;
using Sim.Cli.Output;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Experiments.Running;

namespace Sim.Cli.Tests;

/// <summary>A model that breaks: the report has all that repeats it, and the command in it does.</summary>
[Collection(nameof(Alone))] // reads what goes to standard error
public sealed class FaultTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public async Task The_command_of_a_fault_repeats_it(string threads)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("breaks.yaml", Shipped.ShortScenario(("replications: 3", "replications: 12")));
        // Breaks on what a replication simulated, so that it is the same fault only when the same is simulated again.
        var root = new RootCommand { RunCommand.Create(point => Broken(point, run => Check.That(Convert.ToUInt64(run.Fingerprint, 16) % 3 != 0, $"broken by {run.Fingerprint}"))) };

        var first = await FaultOf(root, "run", file, "--seed", "5", "--threads", threads);
        Assert.Matches(@"^scenario 'web and database', point 'hypervisor=kvm', seed 5, replication \d+: broken by [0-9a-f]{16}\n", first.Message.ReplaceLineEndings("\n"));
        var command = first.Message[(first.Message.IndexOf("hvsim ", StringComparison.Ordinal) + "hvsim ".Length)..];
        var again = await FaultOf(root, command.Split(' '));
        Assert.Equal(first.Message, again.Message);
    }

    [Fact]
    public async Task The_last_events_before_a_fault_are_printed_with_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("breaks.yaml", Shipped.ShortScenario());
        var root = new RootCommand { RunCommand.Create(point => Broken(point, _ => Breaking.Run())) };
        var (standard, text) = (Console.Error, new StringWriter());
        Console.SetError(text);
        try
        {
            Assert.Equal(3, await FaultReport.GuardAsync(root, ["run", file]));
        }
        finally
        {
            Console.SetError(standard);
        }

        Assert.Contains("replication 0: at 7 ns: a queue lost a request", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("repeat it with: hvsim run", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("last 2 events:\n  3 ns Breaking kind 0 index 1 arg 0\n  7 ns Breaking kind 1 index 2 arg 0\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_notices_a_cancellation_within_a_second()
    {
        using var source = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var folder = new TemporaryFolder();
        var scenario = ScenarioFiles.Read(folder.Write("long.yaml", Shipped.ScenarioWith(("length: 2 s", "length: 600 s")))).Scenario.Value;
        var plan = RunCommand.PlanOf(scenario, [scenario.Hypervisor.Kind], Models.Scenarios.VmPlans.Of(scenario.Vms), "hvsim run");
        var running = new ReplicationRunner(2).RunAsync(
            plan with
            {
                Points = [plan.Points[0] with
                {
                    Run = (replication, token) =>
                    {
                        started.TrySetResult();
                        return plan.Points[0].Run(replication, token);
                    },
                }],
            },
            cancellation: source.Token);
        await started.Task;
        await Task.Delay(TimeSpan.FromMilliseconds(300)); // into the simulation, past the building of the host
        var clock = Stopwatch.StartNew();
        await source.CancelAsync();
        Assert.False((await running).IsComplete);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("plain/file.yaml", "plain/file.yaml")]
    [InlineData("my files/it's.yaml", "'my files/it'\\''s.yaml'")]
    public void A_path_is_quoted_where_a_shell_would_take_it_apart(string path, string word) => Assert.Equal(word, ShellWord.Of(path));

    private static RunPoint Broken(RunPoint point, Action<RunResult> after) => point with
    {
        Run = (replication, token) =>
        {
            var run = point.Run(replication, token);
            after(run);
            return run;
        },
    };

    private static async Task<SimulationFault> FaultOf(RootCommand root, params string[] args) => await Assert.ThrowsAsync<SimulationFault>(
        () => root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

    private sealed class Breaking : IEventTarget
    {
        public static void Run()
        {
            var (calendar, model) = (new EventCalendar(), new Breaking());
            calendar.Schedule(SimDuration.FromNanoseconds(3), new EventAction(model, 0, 1));
            calendar.Schedule(SimDuration.FromNanoseconds(7), new EventAction(model, 1, 2));
            calendar.RunUntil(SimTime.Zero + SimDuration.FromNanoseconds(10));
        }

        public void OnEvent(in EventAction action) => Check.That(action.Kind == 0, "a queue lost a request");
    }
}
