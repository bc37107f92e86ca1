using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sim.Experiments.Explaining;
using Sim.Models.Scenarios;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary>The options of <c>hvsim explain</c> that say what is to be explained.</summary>
internal sealed class ExplainOptions
{
    private const int MostRequests = 50;
    private const int UsualRequests = 5;
    private const int ShownNames = 12;

    private readonly Option<string> _vm = new("--vm") { Description = "The VM whose requests are explained, e.g. web3.", HelpName = "name", Required = true };

    private readonly Option<RequestChoice?> _request = new("--request")
    {
        Description = "Which requests: slowest, median, p99 (nearest to a percentile), 3 (third slowest), id:1041 (slowest).",
        HelpName = "which",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (RequestChoice.Parse(text) is { } choice) return choice;
            result.AddError($"--request: '{text}' says no request; allowed: {RequestChoice.Allowed}");
            return null;
        },
    };

    private readonly Option<int?> _top = new("--top")
    {
        Description = "How many requests at most (5).",
        HelpName = "number",
        CustomParser = result => Whole(result, "--top", least: 1, MostRequests),
    };

    private readonly Option<int?> _replication = new("--replication")
    {
        Description = "Which replication is simulated again (0).",
        HelpName = "number",
        CustomParser = result => Whole(result, "--replication", least: 0, int.MaxValue),
    };

    /// <summary>Adds the options to a command.</summary>
    public ExplainOptions(Command command)
    {
        command.Options.Add(_vm);
        command.Options.Add(_request);
        command.Options.Add(_top);
        command.Options.Add(_replication);
    }

    public RequestChoice Choice(ParseResult parsed) => parsed.GetValue(_request) ?? RequestChoice.Parse("slowest")!;

    public int Top(ParseResult parsed) => parsed.GetValue(_top) ?? UsualRequests;

    /// <summary>The replication, checked against those that a run had.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The run.</param>
    /// <param name="replications">How many it had; null for a scenario, which may have any.</param>
    /// <param name="alone">The only one it had, or null.</param>
    /// <exception cref="InputException">The run had no such replication.</exception>
    public int Replication(ParseResult parsed, string path, int? replications, int? alone)
    {
        var asked = parsed.GetValue(_replication);
        if (alone is { } one && asked is { } other && other != one)
            throw Wrong(FormattableString.Invariant($"is {other}, and the run in {path} was replication {one} alone"), FormattableString.Invariant($"{one}"));
        if (alone is null && asked >= replications)
            throw Wrong(FormattableString.Invariant($"is {asked}, and the run in {path} had {replications} replications"), FormattableString.Invariant($"0 to {replications - 1}"));
        return asked ?? alone ?? 0;

        static InputException Wrong(string problem, string allowed) => new(new Finding("command line", "", "--replication", problem, allowed));
    }

    /// <summary>The VM's place among those of the scenario.</summary>
    /// <exception cref="InputException">There is none of this name.</exception>
    public int Vm(ParseResult parsed, string path, ImmutableArray<VmPlan> vms)
    {
        var name = parsed.GetRequiredValue(_vm);
        for (var i = 0; i < vms.Length; i++)
        {
            if (vms[i].Name == name) return i;
        }

        var names = vms.Select(vm => vm.Name).ToList();
        var allowed = string.Join(", ", names.Take(ShownNames)) + (names.Count > ShownNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - ShownNames} more") : "");
        throw new InputException(new Finding("command line", "", "--vm", $"'{name}' is not a VM of {path}", allowed, NearestName.Of(name, names)));
    }

    private static int? Whole(ArgumentResult result, string option, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        var range = most == int.MaxValue ? FormattableString.Invariant($"{least} or more") : FormattableString.Invariant($"{least} to {most}");
        result.AddError($"{option}: '{text}' is not a number this option takes; allowed: a whole number, {range}");
        return null;
    }
}
