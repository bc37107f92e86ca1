using System.Reflection;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Testing;

namespace Sim.Scenarios.Tests;

/// <summary>Pages print choices as files spell them: whoever copies a default from a page has a file that is read.</summary>
public sealed class PageChoiceTests
{
    [Fact]
    public void Choices_in_the_tables_of_pages_are_words_that_files_take()
    {
        var types = typeof(HostSpec).Assembly.GetTypes().Where(type => type.GetProperties().Any(property => property.GetCustomAttribute<ParameterAttribute>() is not null))
            .ToLookup(type => type.Name, StringComparer.Ordinal);
        var seen = 0;
        foreach (var page in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "models"), "*.md").Order(StringComparer.Ordinal))
        {
            const string Marker = "<!-- generated: ";
            Type? type = null;
            foreach (var line in File.ReadLines(page))
            {
                if (line.StartsWith(Marker, StringComparison.Ordinal)) type = types[line[Marker.Length..].Split(' ')[0]].FirstOrDefault();
                else if (line == "<!-- end -->") type = null;
                if (type is null || !line.StartsWith("| `", StringComparison.Ordinal)) continue;
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                var property = type.GetProperties().FirstOrDefault(one => one.GetCustomAttribute<ParameterAttribute>() is not null && FieldNames.KeyOf(one) == cells[1].Trim('`'));
                Assert.True(property is not null, $"{Path.GetFileName(page)}: {type.Name} takes no {cells[1]}");
                if (!property.PropertyType.IsEnum) continue;
                // Name, unit, range, default.
                Assert.True(Enum.GetNames(property.PropertyType).Select(FieldNames.ChoiceOf).Contains(cells[4]), $"{Path.GetFileName(page)}: {cells[1]} has {cells[4]}");
                seen++;
            }
        }

        // The disk paths alone have eight.
        Assert.True(seen > 20, $"{seen} choices");
    }
}
