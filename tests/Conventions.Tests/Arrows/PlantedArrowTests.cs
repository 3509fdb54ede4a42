namespace Berlin.Conventions.Tests.Arrows;

/// <summary>The checker itself: what it must find, planted.</summary>
public sealed class PlantedArrowTests
{
    [Fact]
    public void Check_LearningReferencesStorage_IsFound()
    {
        var project = Project("src/Learning/Berlin.Learning.csproj", """<ProjectReference Include="../Storage/Berlin.Storage.csproj" />""");
        Assert.Equal(["src/Learning/Berlin.Learning.csproj: Learning -> Storage is not an allowed arrow."], ArrowRule.Check(project));
    }

    [Theory]
    [InlineData("""<ProjectReference Include="..\Grains\Berlin.Grains.csproj" />""")]
    [InlineData("""<ProjectReference Include="$(MSBuildThisFileDirectory)../Grains/Berlin.Grains.csproj" />""")]
    [InlineData("""<ProjectReference Include="../Client/./../Grains/Berlin.Grains.csproj" Condition="'$(Configuration)' == 'Debug'" />""")]
    [InlineData("""<ProjectReference Include="../Client/Berlin.Client.csproj; ../Grains/Berlin.Grains.csproj" />""")]
    public void Check_ArrowInAnotherSpelling_IsFound(string reference)
    {
        var project = Project("src/Cli/Berlin.Cli.csproj", reference);
        Assert.Equal(["src/Cli/Berlin.Cli.csproj: Cli -> Grains is not an allowed arrow."], ArrowRule.Check(project));
    }

    [Fact]
    public void Check_ReferenceToTests_IsFound()
    {
        var project = Project("src/Client/Berlin.Client.csproj", """<ProjectReference Include="../../tests/Storage.Tests/Berlin.Storage.Tests.csproj" />""");
        Assert.Equal(["src/Client/Berlin.Client.csproj: Client -> tests/Storage.Tests is not an allowed arrow."], ArrowRule.Check(project));
    }

    [Fact]
    public void Check_EngineArrowThroughActorRole_IsFound()
    {
        var project = Project("src/Storage/Berlin.Storage.csproj", "<ActorRole>contracts</ActorRole>");
        Assert.Equal(
            [
                "src/Storage/Berlin.Storage.csproj: Storage -> Actors is not an allowed arrow.",
                "src/Storage/Berlin.Storage.csproj: ActorRole is contracts, expected none.",
            ],
            ArrowRule.Check(project));
    }

    [Theory]
    [InlineData("""<Compile Include="../Storage/Streams/*.cs" LinkBase="Streams" />""", 1)]
    [InlineData("""<Compile Include="Generated/*.cs" /><Compile Remove="../Storage/*.cs" />""", 0)]
    public void Check_SourcesOfAnotherProject_AreFound(string item, int findings) =>
        Assert.Equal(findings, ArrowRule.Check(Project("src/Learning/Berlin.Learning.csproj", item)).Count());

    [Fact]
    public void Check_UnknownFolder_IsFound()
    {
        var project = Project("src/Shared/Berlin.Shared.csproj", string.Empty);
        Assert.Single(ArrowRule.Check(project));
    }

    [Fact]
    public void Check_AllowedArrows_PassInSilence()
    {
        var project = Project("src/Gateway/Berlin.Gateway.csproj", """<ActorRole>client</ActorRole><ProjectReference Include="../Grains.Interfaces/Berlin.Grains.Interfaces.csproj" />""");
        Assert.Empty(ArrowRule.Check(project));
    }

    [Fact]
    public void References_HiddenBehindAProperty_Throw()
    {
        var project = Project("src/Silo/Berlin.Silo.csproj", """<ProjectReference Include="$(Elsewhere)/Berlin.Storage.csproj" />""");
        Assert.Throws<InvalidOperationException>(() => project.References().ToList());
    }

    [Theory]
    [InlineData("src/Silo/Silo.csproj", "")]
    [InlineData("src/Silo/Berlin.Silo.csproj", "<AssemblyName>silo</AssemblyName>")]
    [InlineData("src/Cli/Berlin.Cli.csproj", "")]
    public void CheckName_WrongName_IsFound(string path, string content) =>
        Assert.Single(ArrowRule.CheckName(Project(path, content)));

    private static ProjectFile Project(string path, string content) =>
        ProjectFile.Parse(path, $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{content}</ItemGroup></Project>""");
}
