using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Drives = ["intel-optane-p4800x", "intel-optane-p5800x", "kioxia-cm7-r-7.68tb"];

    [Theory]
    [InlineData("intel-optane-p5800", "intel-optane-p5800x")] // one letter is missing
    [InlineData("P5800", "intel-optane-p5800x")] // far off letter by letter, but the model that the name holds
    [InlineData("cm7", "")] // three letters stand in names by chance
    [InlineData("seagate", "")]
    public void A_name_nearly_right_or_a_part_of_one_is_found(string name, string wanted) => Assert.Equal(wanted, NearestName.Of(name, Drives));
}
