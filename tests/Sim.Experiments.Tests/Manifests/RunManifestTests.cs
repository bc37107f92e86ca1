using System.Text.Json;
using Sim.Experiments.Manifests;

namespace Sim.Experiments.Tests.Manifests;

public sealed class RunManifestTests
{
    [Fact]
    public void A_file_is_known_by_its_content_and_not_by_its_place()
    {
        var directory = Directory.CreateTempSubdirectory("manifest");
        try
        {
            var path = Path.Combine(directory.FullName, "a.yaml");
            File.WriteAllText(path, "abc");
            var file = InputFile.Of(path);

            // FIPS 180-2, appendix B.1: SHA-256 of "abc".
            Assert.Equal(new InputFile("a.yaml", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3), file);

            var manifest = Example(file);
            manifest.Write(directory.FullName);
            var text = File.ReadAllText(Path.Combine(directory.FullName, "manifest.json"));
            Assert.Equal(manifest.ToJson(), text);
            Assert.DoesNotContain(directory.FullName, text, StringComparison.Ordinal);

            MachineFacts.Of(2, DateTimeOffset.UtcNow).Write(directory.FullName);
            using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory.FullName, "machine.json")));
            Assert.Equal(2, facts.RootElement.GetProperty("threads").GetInt32());
            Assert.Equal(Environment.ProcessorCount, facts.RootElement.GetProperty("processors").GetInt32());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Reading_what_was_written_gives_the_same_bytes()
    {
        var json = Example(new InputFile("a.yaml", "00", 3)).ToJson();
        Assert.Equal(json, RunManifest.FromJson(json).ToJson());
        Assert.DoesNotContain('\r', json);
        Assert.Contains("\"commandLine\": \"hvsim run 'a b.yaml' --seed 7\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_manifest_is_refused()
    {
        Assert.Throws<JsonException>(() => RunManifest.FromJson("{}"));
        Assert.Throws<JsonException>(() => RunManifest.FromJson("null"));
        Assert.Throws<JsonException>(() => RunManifest.FromJson("seed: 1"));
    }

    private static RunManifest Example(InputFile file) => new()
    {
        Scenario = "example",
        Files = [file],
        Seed = 7,
        Replications = 5,
        Version = "0.1.0",
        CommandLine = "hvsim run 'a b.yaml' --seed 7",
        IsComplete = true,
        Fingerprint = "cbf29ce484222325",
    };
}
