<?xml version="1.0" encoding="UTF-8"?>
<!-- plan.xsl - the statement a report rests on, and the plan with what was changed since it was signed -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="report" mode="plan">
    <xsl:apply-templates select="statement"/>
    <xsl:apply-templates select="plan"/>
    <xsl:if test="not(plan)"><p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'plan-draft'"/></xsl:call-template></p></xsl:if>
  </xsl:template>

  <xsl:template match="statement">
    <h3><xsl:call-template name="label"><xsl:with-param name="id" select="'statement'"/></xsl:call-template></h3>
    <p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'statement-is'"/><xsl:with-param name="a" select="file"/><xsl:with-param name="b" select="substring(sha256, 1, 16)"/></xsl:call-template></p>
    <xsl:if test="base-service">
      <table>
        <caption><xsl:call-template name="label"><xsl:with-param name="id" select="'base-services'"/></xsl:call-template></caption>
        <thead><tr>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'title'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'registration'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'valid'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'days-not-covered'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'evidence-of-it'"/></xsl:call-template>
        </tr></thead>
        <tbody>
          <xsl:for-each select="base-service">
            <tr>
              <th scope="row"><xsl:value-of select="title"/></th>
              <td><xsl:value-of select="registration"/></td>
              <td><xsl:value-of select="concat(valid_from, '..', valid_to)"/></td>
              <td><xsl:if test="missing_from"><xsl:value-of select="concat(missing_from, '..', missing_to)"/></xsl:if></td>
              <td class="code"><xsl:value-of select="evidence"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
    <xsl:if test="group">
      <table>
        <caption><xsl:call-template name="label"><xsl:with-param name="id" select="'population-groups'"/></xsl:call-template></caption>
        <thead><tr>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'population'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'members-of-it'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'rationale'"/></xsl:call-template>
        </tr></thead>
        <tbody>
          <xsl:for-each select="group">
            <tr><th scope="row"><xsl:value-of select="code"/></th><td><xsl:value-of select="members"/></td><td><xsl:value-of select="rationale"/></td></tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
  </xsl:template>

  <xsl:template match="plan">
    <h3><xsl:call-template name="label"><xsl:with-param name="id" select="'deviations'"/></xsl:call-template></h3>
    <p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'plan-signed'"/><xsl:with-param name="a" select="signed_by"/><xsl:with-param name="b" select="substring(digest, 1, 16)"/></xsl:call-template></p>
    <xsl:if test="not(deviation)"><p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'no-deviations'"/></xsl:call-template></p></xsl:if>
    <xsl:if test="deviation">
      <table>
        <caption class="hidden"><xsl:call-template name="word"><xsl:with-param name="id" select="'deviations'"/></xsl:call-template></caption>
        <thead><tr>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'deviations'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'before'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'after'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'reason'"/></xsl:call-template>
        </tr></thead>
        <tbody>
          <xsl:for-each select="deviation">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('deviation.', kind)"/></xsl:call-template><xsl:text> </xsl:text><xsl:value-of select="name"/></th>
              <td class="code"><xsl:value-of select="substring(before, 1, 32)"/></td>
              <td class="code"><xsl:value-of select="substring(after, 1, 32)"/></td>
              <td>
                <xsl:value-of select="reason"/>
                <xsl:if test="not(reason)"><xsl:call-template name="label"><xsl:with-param name="id" select="'no-reason'"/></xsl:call-template></xsl:if>
                <xsl:if test="recorded_by"><xsl:text> (</xsl:text><xsl:value-of select="recorded_by"/><xsl:text>)</xsl:text></xsl:if>
              </td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
