using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Sim.Cli.Tests;

/// <summary>The schemas that editors use know every key of every file the repository ships.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("scenario", "scenarios/getting-started/web-and-database.yaml")]
    [InlineData("scenario", "scenarios/article-r750/host.yaml")]
    [InlineData("scenario", "scenarios/article-r750/cpu.yaml")]
    [InlineData("scenario", "scenarios/article-r750/mixed.yaml")]
    [InlineData("scenario", "scenarios/article-r750/network.yaml")]
    [InlineData("scenario", "scenarios/article-r750/storage.yaml")]
    [InlineData("plan", "scenarios/consolidation/plan.yaml")]
    [InlineData("archetypes", "scenarios/archetypes.yaml")]
    [InlineData("prices", "scenarios/prices/us-2026-11.prices.yaml")]
    [InlineData("claims", "scenarios/article-r750/claims.yaml")]
    [InlineData("paths", "scenarios/storage-paths/paths.yaml")]
    [InlineData("sweep", "scenarios/overcommit/overcommit.yaml")]
    [InlineData("sweep", "scenarios/overcommit/short.yaml")]
    public async Task Shipped_file_has_only_keys_and_shapes_that_its_schema_knows(string kind, string file)
    {
        if (!File.Exists(Repository.PathOf(file))) Assert.Skip($"{file} is not in the repository");
        using var schema = JsonDocument.Parse((await Hvsim.RunAsync("schema", kind)).Ended(0).Output);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.Contains("docs/sources.md", schema.RootElement.GetProperty("$comment").GetString(), StringComparison.Ordinal);
        CheckSchema(schema.RootElement, "");

        var yaml = new YamlStream();
        using var reader = new StreamReader(Repository.PathOf(file));
        yaml.Load(reader);
        Assert.True(CheckFile(yaml.Documents[0].RootNode, schema.RootElement, "") > 3, "too few keys were compared to mean anything");
    }

    [Fact]
    public async Task Without_a_kind_the_schema_of_a_scenario_is_printed() =>
        Assert.Equal((await Hvsim.RunAsync("schema", "scenario")).Ended(0).Output, (await Hvsim.RunAsync("schema")).Ended(0).Output);

    /// <summary>Every node says what it takes, and what is required exists.</summary>
    private static void CheckSchema(JsonElement node, string path)
    {
        Assert.True(node.TryGetProperty("type", out _) || node.TryGetProperty("enum", out _) || node.TryGetProperty("anyOf", out _) || node.TryGetProperty("oneOf", out _), $"{path} has no type");
        if (node.TryGetProperty("items", out var items)) CheckSchema(items, path + "[]");
        if (node.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object) CheckSchema(others, path + ".*");
        if (!node.TryGetProperty("properties", out var properties)) return;
        foreach (var property in properties.EnumerateObject())
        {
            Assert.True(property.Value.TryGetProperty("description", out var meaning) && meaning.GetString() is { Length: > 0 }, $"{path}.{property.Name} has no description");
            CheckSchema(property.Value, $"{path}.{property.Name}");
        }

        if (!node.TryGetProperty("required", out var required)) return;
        Assert.All(required.EnumerateArray(), name => Assert.True(properties.TryGetProperty(name.GetString()!, out _), $"{path} requires {name}, which it does not know"));
    }

    /// <summary>Counts the keys compared.</summary>
    private static int CheckFile(YamlNode node, JsonElement schema, string path)
    {
        switch (node)
        {
            case YamlMappingNode map:
                Assert.True(schema.TryGetProperty("type", out var type) && type.GetString() == "object", $"{path} is a block where the schema has none");
                var count = 0;
                foreach (var (keyNode, value) in map.Children)
                {
                    var key = ((YamlScalarNode)keyNode).Value!;
                    if (!schema.TryGetProperty("properties", out var properties) || !properties.TryGetProperty(key, out var next))
                    {
                        Assert.True(
                            schema.TryGetProperty("additionalProperties", out next) && next.ValueKind == JsonValueKind.Object, $"{path}.{key} is unknown to the schema");
                    }

                    count += 1 + CheckFile(value, next, $"{path}.{key}");
                }

                // What a file leaves out stands in the file that it extends.
                if (!map.Children.ContainsKey(new YamlScalarNode("extends")) && schema.TryGetProperty("required", out var required))
                    Assert.All(required.EnumerateArray(), name => Assert.True(map.Children.ContainsKey(new YamlScalarNode(name.GetString())), $"{path}.{name} is required and absent"));
                return count;
            case YamlSequenceNode list:
                Assert.True(schema.TryGetProperty("items", out var items), $"{path} is a list where the schema has none");
                return list.Children.Sum(item => CheckFile(item, items, path + "[]"));
            default:
                CheckScalar(((YamlScalarNode)node).Value!, schema, path);
                return 0;
        }
    }

    private static void CheckScalar(string value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("enum", out var choices)) Assert.Contains(value, choices.EnumerateArray().Select(choice => choice.GetString()));
        if (schema.TryGetProperty("pattern", out var pattern)) Assert.True(System.Text.RegularExpressions.Regex.IsMatch(value, pattern.GetString()!), $"{path}: '{value}' does not match {pattern}");
        Assert.False(schema.TryGetProperty("properties", out _), $"{path}: '{value}' stands where the schema has a block");
    }
}
