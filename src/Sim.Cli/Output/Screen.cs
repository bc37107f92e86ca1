using Sim.Experiments.Running;
using Sim.Reporting.Tables;
using Spectre.Console;

namespace Sim.Cli.Output;

/// <summary>The terminal: tables to standard output, progress to standard error.</summary>
internal static class Screen
{
    private const int PlainWidth = 80;

    /// <summary>Columns of the terminal; 80 in a pipe or file.</summary>
    private static int Width => Console.IsOutputRedirected ? PlainWidth : Math.Max(PlainWidth, Console.WindowWidth);

    /// <summary>Draws a table within the width of the terminal.</summary>
    public static void Draw(ReportTable table)
    {
        foreach (var line in TextTable.Lines(table, Width)) Console.Out.WriteLine(line);
        Console.Out.WriteLine();
    }

    /// <summary>Prints a line, wrapped at words.</summary>
    public static void Say(string text)
    {
        foreach (var line in TextTable.Wrap(text, Width)) Console.Out.WriteLine(line);
    }

    /// <summary>Runs work with a progress bar and the time left on a terminal, and with a line every tenth in a pipe.</summary>
    public static async Task<T> WithProgressAsync<T>(string title, Func<IProgress<RunProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return await work(new PlainProgress(title)).ConfigureAwait(false);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn(Spinner.Known.Line))
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(title));
                return await work(new BarProgress(bar, title)).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private static string Left(TimeSpan? left) => left is { } span
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {Math.Ceiling(span.TotalSeconds):0} s left")
        : "";

    private sealed class BarProgress(ProgressTask bar, string title) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            bar.MaxValue = value.Total;
            bar.Value = value.Done;
            bar.Description = Markup.Escape(title + Left(value.TimeLeft));
        }
    }

    private sealed class PlainProgress(string title) : IProgress<RunProgress>
    {
        private int _tenth;

        public void Report(RunProgress value)
        {
            var tenth = value.Done * 10 / value.Total;
            if (tenth == _tenth) return;
            _tenth = tenth;
            Console.Error.WriteLine(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{title}: {value.Done} of {value.Total} replications{Left(value.TimeLeft)}"));
        }
    }
}
