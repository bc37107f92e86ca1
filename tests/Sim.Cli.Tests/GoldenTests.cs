using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sim.Cli.Tests;

/// <summary>What shipped scenarios say today, so that a change of results is seen in review.</summary>
/// <remarks>Rewrite with: HVSIM_REWRITE_GOLDEN=1 dotnet test --project tests/Sim.Cli.Tests</remarks>
public sealed class GoldenTests
{
    /// <summary>Platforms may differ in the last bits of a logarithm; more digits than a reader uses would move with them.</summary>
    private const int Digits = 3;

    [Theory]
    [InlineData("run", "web-and-database")]
    [InlineData("compare", "web-and-database")]
    public async Task Scenario_gives_the_stored_table(string verb, string scenario)
    {
        var run = (await Hvsim.RunAsync(verb, $"scenarios/getting-started/{scenario}.yaml", "--seed", "1", "--format", "json")).Ended(0);
        var text = Table(run.Output);
        var path = Repository.PathOf($"tests/Sim.Cli.Tests/Golden/{scenario}.{verb}.txt");
        if (Environment.GetEnvironmentVariable("HVSIM_REWRITE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is absent; write it with HVSIM_REWRITE_GOLDEN=1");
        Assert.Equal(await File.ReadAllTextAsync(path), text);
    }

    private static string Table(string results)
    {
        using var json = JsonDocument.Parse(results);
        var text = new StringBuilder($"# {json.RootElement.GetProperty("verb").GetString()} of '{json.RootElement.GetProperty("name").GetString()}', seed 1, {Digits} significant digits\n");
        foreach (var metric in json.RootElement.GetProperty("metrics").EnumerateArray())
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{metric.GetProperty("point").GetString(),-16} {metric.GetProperty("metric").GetString(),-44} {Rounded(metric.GetProperty("estimate").GetDouble()),14} {metric.GetProperty("unit").GetString()}\n");
        }

        return text.ToString();
    }

    private static string Rounded(double value)
    {
        if (value == 0) return "0";
        var scale = Math.Pow(10, Digits - 1 - Math.Floor(Math.Log10(Math.Abs(value))));
        return (Math.Round(value * scale) / scale).ToString("0.##########", CultureInfo.InvariantCulture);
    }
}
