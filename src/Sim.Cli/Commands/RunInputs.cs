using System.Collections.Immutable;
using System.Text.Json;
using Sim.Cli.Output;
using Sim.Experiments.Manifests;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary>Copies of the files that a run was made from, kept beside its results, so that it can be looked into when the originals have changed.</summary>
internal static class RunInputs
{
    /// <summary>The folder inside a run's directory.</summary>
    public const string FolderName = "inputs";

    private const string ResultsName = "results.json";

    /// <summary>Copies the files; those of an earlier run with the same names are replaced.</summary>
    /// <exception cref="InputException">Two of them have one name, so that one copy would replace the other.</exception>
    public static void Write(string directory, IReadOnlyList<string> files)
    {
        if (files.GroupBy(file => Path.GetFileName(InputFile.WithoutSection(file)), StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InputException(new Finding(twice.Last(), "", "extends", $"has the name of {twice.First()}, and copies of both belong into {FolderName}", "another file name"));
        var folder = Directory.CreateDirectory(Path.Combine(directory, FolderName)).FullName;
        foreach (var file in files)
        {
            var source = InputFile.WithoutSection(file);
            var target = Path.Combine(folder, Path.GetFileName(source));
            File.WriteAllBytes(target + ".part", File.ReadAllBytes(source));
            File.Move(target + ".part", target, overwrite: true);
        }
    }

    /// <summary>Removes the copies of an earlier run, for a verb that keeps none; files that the run did not put there stay.</summary>
    /// <param name="directory">An output directory; need not exist.</param>
    public static void RemoveEarlier(string directory)
    {
        var results = Path.Combine(directory, ResultsName);
        var folder = Path.Combine(directory, FolderName);
        if (!File.Exists(results) || !Directory.Exists(folder)) return;
        using var json = Parse(results);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("files", out var list)) return;
        foreach (var file in list.Deserialize<ImmutableArray<InputFile>>(ResultDocument.Options)) File.Delete(InputFile.WithoutSection(Path.Combine(folder, Path.GetFileName(file.Name))));
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    /// <summary>The scenario of a run's directory, with the run's seed.</summary>
    /// <returns>The scenario, its files, how many replications it had, and the one it was if it was one alone.</returns>
    /// <exception cref="InputException">The directory holds no run, or not what it was made from.</exception>
    public static (BoundDocument<Scenario> Scenario, string[] Files, int Replications, int? Alone) Read(string directory)
    {
        var results = Path.Combine(directory, ResultsName);
        if (!File.Exists(results)) throw NotARun(directory, $"has no {ResultsName}");
        using var json = Parse(results);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "tool") != "hvsim") throw NotARun(directory, $"holds a {ResultsName} that is not of hvsim");
        if (Text(root, "verb") != "run") throw NotARun(directory, $"holds results of hvsim {Text(root, "verb")}");
        if (!root.TryGetProperty("seed", out var seed) || !seed.TryGetInt64(out var number) || !root.TryGetProperty("files", out var list)
            || !root.TryGetProperty("restsOn", out var grounds) || !grounds.TryGetProperty("replications", out var count) || !count.TryGetInt32(out var replications))
        {
            throw NotARun(directory, $"holds a {ResultsName} without its seed, files or replications");
        }

        var folder = Path.Combine(directory, FolderName);
        var files = list.Deserialize<ImmutableArray<InputFile>>(ResultDocument.Options);
        var paths = files.Select(file => Path.Combine(folder, Path.GetFileName(file.Name))).ToArray();
        var findings = files.Zip(paths).Where(pair => !File.Exists(InputFile.WithoutSection(pair.Second)) || InputFile.Of(pair.Second).Sha256 != pair.First.Sha256).Select(pair => new Finding(
            pair.Second, "", "", File.Exists(InputFile.WithoutSection(pair.Second)) ? "is not the file that the run was made from any more (SHA-256 differs)" : "is absent: what the run was made from is needed to simulate it again",
            "an untouched directory of hvsim run -o, or the scenario file itself")).ToImmutableArray();
        if (!findings.IsEmpty) throw new InputException(findings);
        if (paths.Length == 0) throw NotARun(directory, "names no scenario file");
        var (scenario, _) = ScenarioFiles.ReadCopies(paths[0]);
        scenario = scenario with { Value = scenario.Value with { Measurement = scenario.Value.Measurement with { Seed = number } } };
        int? alone = root.TryGetProperty("replication", out var one) && one.TryGetInt32(out var replication) ? replication : null;
        return (scenario, paths, replications, alone);
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException wrong)
        {
            throw new InputException(new Finding(
                path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {(wrong.LineNumber ?? 0) + 1}"), "", "is not JSON", "a directory written by hvsim run -o"));
        }
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static InputException NotARun(string directory, string problem) =>
        new(new Finding(directory, "", "", $"is not a run: it {problem}", "a scenario file (*.yaml), or a directory written by hvsim run -o"));
}
