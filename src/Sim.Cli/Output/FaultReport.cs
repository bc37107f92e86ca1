using System.CommandLine;
using Sim.Core.Diagnostics;
using Sim.Reporting;
using Sim.Scenarios.Input;

namespace Sim.Cli.Output;

/// <summary>Runs a command line and turns what goes wrong into one clear message and the right exit code.</summary>
internal static class FaultReport
{
    /// <summary>Parses and runs.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The words after <c>hvsim</c>.</param>
    public static async Task<int> GuardAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 || UsageFindings.HasUnknownOption(parsed))
        {
            foreach (var finding in UsageFindings.Of(parsed)) await Console.Error.WriteLineAsync(finding).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"See: {UsageFindings.HelpOf(parsed)}").ConfigureAwait(false);
            return ExitCodes.WrongInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            }).ConfigureAwait(false);
        }
        catch (InputException wrong)
        {
            foreach (var finding in wrong.Findings) await Console.Error.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
            return ExitCodes.WrongInput;
        }
        catch (ReportDirectoryException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return ExitCodes.WrongInput;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped before there was a result; nothing was written.").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }
        catch (SimulationFault fault) when (fault.GetBaseException() is IOException or UnauthorizedAccessException)
        {
            // A full disk under a trace is the world's fault, although it struck inside a replication.
            await Console.Error.WriteLineAsync(fault.GetBaseException().Message).ConfigureAwait(false);
            return ExitCodes.WrongInput;
        }
        catch (SimulationFault fault)
        {
            await Console.Error.WriteLineAsync($"hvsim broke one of its own promises; please report this.\n{fault.Message}{LastEvents(fault)}\n{fault.GetBaseException().StackTrace}").ConfigureAwait(false);
            return ExitCodes.OurFault;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return ExitCodes.WrongInput;
        }
#pragma warning disable CA1031 // the last line of defence: an unknown failure is ours, whatever its type
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"hvsim failed; please report this.\n{failure}").ConfigureAwait(false);
            return ExitCodes.OurFault;
        }
    }

    private static string LastEvents(SimulationFault fault) =>
        fault.LastEvents.IsEmpty ? "" : string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"\nlast {fault.LastEvents.Length} events:\n  {string.Join("\n  ", fault.LastEvents)}");
}
