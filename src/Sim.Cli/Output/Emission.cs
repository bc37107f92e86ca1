using Sim.Cli.Commands;
using Sim.Reporting;

namespace Sim.Cli.Output;

/// <summary>Hands a verb's result out: results.json in a directory, and the format asked for on standard output.</summary>
internal static class Emission
{
    private const string ResultsName = "results.json";

    /// <summary>Keeps a result where asked and prints it.</summary>
    /// <param name="document">The result.</param>
    /// <param name="directory">Where results.json goes; null for nowhere.</param>
    /// <param name="format">How it is printed.</param>
    /// <param name="draw">Prints it for people.</param>
    public static void Emit(IDocument document, string? directory, OutputFormat format, Action draw)
    {
        if (directory is not null) Keep(document, directory);
        switch (format)
        {
            case OutputFormat.Json:
                Console.Out.Write(document.ToJson());
                break;
            case OutputFormat.Csv:
                Console.Out.Write(document.ToCsv());
                break;
            default:
                draw();
                break;
        }
    }

    /// <summary>The same for a verb that writes no report: one of an earlier run goes.</summary>
    public static void EmitAlone(IDocument document, string? directory, OutputFormat format, Action draw)
    {
        if (directory is not null)
        {
            ReportWriter.RemoveEarlier(directory);
            RunInputs.RemoveEarlier(directory);
        }

        Emit(document, directory, format, draw);
    }

    // Whole or not at all.
    private static void Keep(IDocument document, string directory)
    {
        Directory.CreateDirectory(directory);
        var target = Path.Combine(directory, ResultsName);
        var temporary = target + ".part";
        File.WriteAllText(temporary, document.ToJson());
        File.Move(temporary, target, overwrite: true);
    }
}
