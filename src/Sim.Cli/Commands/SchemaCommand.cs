using System.CommandLine;
using Sim.Estate.Demand;
using Sim.Models.Scenarios;
using Sim.Planning.Capacity;
using Sim.Planning.Claims;
using Sim.Planning.Prices;
using Sim.Planning.Sweeps;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim schema</c>: the JSON Schema of the files that people write.</summary>
internal static class SchemaCommand
{
    public const string Example = "hvsim schema scenario";

    private static readonly SortedDictionary<string, Type> Kinds = new(StringComparer.Ordinal)
    {
        ["archetypes"] = typeof(ArchetypeCatalogue),
        ["claims"] = typeof(ClaimFile),
        ["paths"] = typeof(PathStudySpec),
        ["plan"] = typeof(PlanSpec),
        ["prices"] = typeof(PriceBook),
        ["scenario"] = typeof(Scenario),
        ["sweep"] = typeof(SweepSpec),
    };

    public static Verb Create()
    {
        var kind = new Argument<string>("kind") { Description = "One of " + string.Join(", ", Kinds.Keys) + ".", DefaultValueFactory = _ => "scenario" };
        kind.Validators.Add(result =>
        {
            var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "scenario";
            if (Kinds.ContainsKey(word)) return;
            var nearest = NearestName.Of(word, Kinds.Keys);
            result.AddError($"'{word}' is not a kind of file; allowed: {string.Join(", ", Kinds.Keys)}" + (nearest.Length > 0 ? $"; did you mean '{nearest}'?" : ""));
        });
        var command = new Verb("schema", "Prints the JSON Schema that editors use to complete and check a file.", Example) { kind };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(kind);
            Console.Out.Write(SchemaWriter.Write(Kinds[name], "hvsim " + name));
            return ExitCodes.Good;
        });
        return command;
    }
}
