using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sim.Cli.Commands;

namespace Sim.Cli.Output;

/// <summary>The library's help within 80 columns, and the verb's example under it.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const int Width = 80;

    /// <summary>Lets every help option below a root command show examples.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction usual) option.Action = new ExampleHelp(usual);
        }
    }

    /// <summary>Who asks for help is not told what else is missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        usual.MaxWidth = Width;
        var code = usual.Invoke(parseResult);
        var example = parseResult.CommandResult.Command is Verb verb ? verb.Example : PlanCommand.Example;
        Console.Out.Write($"Example:\n  {example}\n");
        return code;
    }
}
